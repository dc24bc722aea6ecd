package dev.sevsim.psp.command;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.layout.StructCodec;
import dev.sevsim.psp.command.CommandResult.Completed;
import dev.sevsim.psp.platform.Guest;
import dev.sevsim.psp.platform.Platform;
import java.util.function.BiConsumer;
import java.util.function.ToIntFunction;

/**
 * A command whose buffer is a handle and that takes a guest from one state to another: it needs WORKING, the guest, and the
 * guest's state, in this order, and no ASID.
 *
 * @param <T> the decoded buffer
 */
public abstract class GuestStateCommand<T> extends BufferedCommand<T> {
    private final ToIntFunction<T> handle;
    private final Transition transition;
    private final String source;

    /**
     * A command.
     *
     * @param id its number
     * @param codec reads its buffer
     * @param handle the handle in the buffer
     * @param transition what it does
     * @param source cited in a refusal
     */
    protected GuestStateCommand(
            CommandId id, StructCodec<T> codec, ToIntFunction<T> handle, Transition transition, String source) {
        super(id, codec);
        this.handle = handle;
        this.transition = transition;
        this.source = source;
    }

    /**
     * A change of a guest's state.
     *
     * @param from the state that the guest must be in
     * @param act changes it
     */
    public record Transition(GuestState from, BiConsumer<Platform, Guest> act) {}

    @Override
    protected final CommandResult execute(T in, Platform platform) {
        return Checks.ofGuest(handle.applyAsInt(in), platform, source)
                .in(transition.from())
                .then(guest -> {
                    transition.act().accept(platform, guest);
                    return Completed.silently();
                });
    }
}
