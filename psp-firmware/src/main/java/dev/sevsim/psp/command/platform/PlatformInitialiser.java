package dev.sevsim.psp.command.platform;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.PlatformState;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import dev.sevsim.psp.command.CommandResult;
import dev.sevsim.psp.command.CommandResult.Completed;
import dev.sevsim.psp.command.CommandResult.Refused;
import dev.sevsim.psp.command.Refusals;
import dev.sevsim.psp.command.Sources;
import dev.sevsim.psp.keys.StoreFault;
import dev.sevsim.psp.nv.NvStorage;
import dev.sevsim.psp.platform.AddressFault;
import dev.sevsim.psp.platform.EncryptedState;
import dev.sevsim.psp.platform.HostMemory;
import dev.sevsim.psp.platform.HostNvArea;
import dev.sevsim.psp.platform.Platform;
import java.util.Optional;

/**
 * What INIT and INIT_EX have in common: the checks that begin both and the work that ends both.
 *
 * <p>A refusal after the option checks leaves the identity saved and the ASIDs waiting for a flush; the platform stays
 * UNINIT.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.1, steps 1 to 3 and 8 to 12.
 */
final class PlatformInitialiser {
    private static final int OPTION_ES = 1;
    private static final int TMR_SIZE = 1 << 20;

    private PlatformInitialiser() {}

    /**
     * The request of an INIT or INIT_EX.
     *
     * @param options bit 0 enables SEV-ES
     * @param tmrAddress trusted memory region, ignored without ES
     * @param tmrLength its bytes
     * @param nvAddress the host's store; 0 for the SPI store
     */
    record Request(int options, long tmrAddress, int tmrLength, long nvAddress) {
        boolean enablesEs() {
            return (options & OPTION_ES) != 0;
        }
    }

    /** Steps 1 to 3: state, memory encryption, reserved fields and options. */
    static Optional<Refused> check(int options, StructLayout layout, Bytes buffer, Platform platform) {
        if (platform.state() != PlatformState.UNINIT) {
            return Optional.of(Refusals.platformState(platform, "UNINIT", Sources.PLATFORM));
        }
        if (!platform.memory().encryptionEnabled()) {
            return Optional.of(Refused.of(
                    SevStatus.HWERROR_PLATFORM,
                    "memory encryption must be enabled on all cores",
                    "SYSCFG bit 23 clear on a core",
                    Sources.PLATFORM));
        }
        Optional<Field> reserved = layout.firstNonZeroReserved(buffer);
        if (reserved.isPresent()) {
            return Optional.of(Refused.of(
                    SevStatus.INVALID_CONFIG,
                    "reserved fields must be zero",
                    "offset 0x" + Integer.toHexString(reserved.get().offset()),
                    Sources.PLATFORM));
        }
        if ((options & ~OPTION_ES) != 0) {
            return Optional.of(Refused.of(
                    SevStatus.INVALID_CONFIG,
                    "OPTIONS bits 31:1 must be zero",
                    "OPTIONS 0x" + Integer.toHexString(options),
                    Sources.PLATFORM));
        }
        return Optional.empty();
    }

    /** Steps 8 to 12: identity, ASIDs, trusted region, state. */
    static CommandResult initialise(Request request, Platform platform) {
        Optional<StoreFault> fault = request.nvAddress == 0
                ? platform.keys().load()
                : platform.keys().load(new HostNvArea(platform.memory(), request.nvAddress));
        if (fault.isPresent()) {
            platform.keys().unload();
            return Refusals.store(fault.get(), Sources.PLATFORM);
        }
        platform.asids().disableAll();
        if (!request.enablesEs()) {
            platform.initialise(EncryptedState.DISABLED);
            return Completed.silently();
        }
        Optional<Refused> badRegion = checkTrustedRegion(request, platform.memory());
        if (badRegion.isPresent()) {
            platform.keys().unload();
            return badRegion.get();
        }
        platform.memory().reserveTrustedRegion(request.tmrAddress, request.tmrLength);
        platform.initialise(EncryptedState.ENABLED);
        return Completed.silently();
    }

    private static Optional<Refused> checkTrustedRegion(Request request, HostMemory memory) {
        if (overlapsStore(request, memory)) {
            return Optional.of(Refused.of(
                    SevStatus.INVALID_ADDRESS,
                    "the trusted memory region must not overlap the NV area",
                    "TMR_PADDR 0x" + Long.toHexString(request.tmrAddress) + ", NV_PADDR 0x"
                            + Long.toHexString(request.nvAddress),
                    Sources.PLATFORM));
        }
        if ((request.tmrAddress & TMR_SIZE - 1) != 0) {
            return Optional.of(Refusals.misaligned("TMR_PADDR", TMR_SIZE, request.tmrAddress, Sources.PLATFORM));
        }
        if (request.tmrLength != TMR_SIZE) {
            return Optional.of(Refusals.length("TMR_LENGTH", "0x100000", request.tmrLength, Sources.PLATFORM));
        }
        Optional<AddressFault> fault = memory.rangeFault(request.tmrAddress, TMR_SIZE);
        return fault.map(found -> Refusals.address("TMR_PADDR", found, Sources.PLATFORM));
    }

    private static boolean overlapsStore(Request request, HostMemory memory) {
        long length = Integer.toUnsignedLong(request.tmrLength);
        return request.nvAddress != 0
                && memory.range(request.tmrAddress, length).overlaps(memory.range(request.nvAddress, NvStorage.SIZE));
    }
}
