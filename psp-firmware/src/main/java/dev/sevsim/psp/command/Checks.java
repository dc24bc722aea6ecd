package dev.sevsim.psp.command;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.PlatformState;
import dev.sevsim.psp.command.CommandResult.Refused;
import dev.sevsim.psp.platform.Guest;
import dev.sevsim.psp.platform.Platform;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The checks of one command in their documented order: the first that fails makes the refusal, and none after it is made.
 *
 * <p>Checks of a guest come after {@link #guest(int)}.
 */
public final class Checks {
    /** A block of AES, bytes: what addresses and lengths of encrypted memory are multiples of. */
    public static final int BLOCK_SIZE = 16;

    private final Platform platform;
    private final String source;
    private @Nullable Refused refusal;
    private @Nullable Guest guest;

    private Checks(Platform platform, String source) {
        this.platform = platform;
        this.source = source;
    }

    /** No checks so far; {@code source} is cited in a refusal. */
    public static Checks of(Platform platform, String source) {
        return new Checks(platform, source);
    }

    /** The checks that most commands on a guest begin with: {@link #working()}, then {@link #guest(int)}. */
    public static Checks ofGuest(int handle, Platform platform, String source) {
        return of(platform, source).working().guest(handle);
    }

    /** INVALID_PLATFORM_STATE unless the platform is in WORKING. */
    public Checks working() {
        return only(PlatformState.WORKING);
    }

    /** INVALID_PLATFORM_STATE unless the platform is in INIT. */
    public Checks inInit() {
        return only(PlatformState.INIT);
    }

    /** INVALID_PLATFORM_STATE unless the platform is in INIT or WORKING. */
    public Checks initialised() {
        return reject(
                platform.state() == PlatformState.UNINIT,
                () -> Refusals.platformState(platform, "INIT or WORKING", source));
    }

    /** INVALID_PLATFORM_STATE unless the platform is in UNINIT. */
    public Checks uninitialised() {
        return only(PlatformState.UNINIT);
    }

    private Checks only(PlatformState state) {
        return reject(platform.state() != state, () -> Refusals.platformState(platform, state.name(), source));
    }

    /** INVALID_GUEST unless the handle is that of a guest. */
    public Checks guest(int handle) {
        if (refusal == null) {
            guest = platform.guest(handle).orElse(null);
        }
        return reject(guest == null, () -> Refusals.unknownGuest(handle, source));
    }

    /** INVALID_GUEST_STATE unless the guest is in this state. */
    public Checks in(GuestState state) {
        return that(found ->
                found.state() == state ? Optional.empty() : Optional.of(Refusals.guestState(found, state, source)));
    }

    /** UNSUPPORTED unless the guest's policy has ES. */
    public Checks withEncryptedState() {
        return that(found ->
                found.policy().encryptedState() ? Optional.empty() : Optional.of(Refusals.withoutEs(found, source)));
    }

    /** INACTIVE unless the guest has an ASID. */
    public Checks active() {
        return that(found -> found.isActive() ? Optional.empty() : Optional.of(Refusals.inactive(found, source)));
    }

    /** INVALID_ADDRESS unless the address in a field is a multiple of a power of two. */
    public Checks aligned(String field, int alignment, long address) {
        return reject((address & alignment - 1) != 0, () -> Refusals.misaligned(field, alignment, address, source));
    }

    /** INVALID_ADDRESS or INVALID_PARAM unless a range of the host's memory can be copied. */
    public Checks copyable(String field, long address, long length) {
        return that(() ->
                platform.memory().copyFault(address, length).map(fault -> Refusals.address(field, fault, source)));
    }

    /** Refuses when {@code wrong} holds. */
    public Checks reject(boolean wrong, Supplier<Refused> reason) {
        if (refusal == null && wrong) {
            refusal = reason.get();
        }
        return this;
    }

    /** A check of the guest that finds a refusal or none. */
    public Checks that(Function<Guest, Optional<Refused>> check) {
        return that(() -> check.apply(guest()));
    }

    /** Any other check that finds a refusal or none. */
    public Checks that(Supplier<Optional<Refused>> check) {
        if (refusal == null) {
            refusal = check.get().orElse(null);
        }
        return this;
    }

    /** INVALID_LENGTH, with a command buffer that states the length that is needed, when there is room for less. */
    public Checks room(String field, int needed, int length, Supplier<Bytes> answer) {
        return reject(
                Integer.compareUnsigned(length, needed) < 0,
                () -> Refusals.length(field, "at least 0x" + Integer.toHexString(needed), length, source)
                        .answering(answer.get()));
    }

    /** The first refusal; empty when every check passed. */
    public Optional<Refused> refusal() {
        return Optional.ofNullable(refusal);
    }

    /** The guest that {@link #guest(int)} found. */
    public Guest guest() {
        if (guest == null) {
            throw new IllegalStateException("no guest was found");
        }
        return guest;
    }

    /** The result of {@code effect} when every check passed, else the refusal. */
    public CommandResult then(Supplier<? extends CommandResult> effect) {
        return refusal != null ? refusal : effect.get();
    }

    /** As {@link #then(Supplier)}, with the guest. */
    public CommandResult then(Function<Guest, ? extends CommandResult> effect) {
        return refusal != null ? refusal : effect.apply(guest());
    }
}
