package dev.sevsim.psp.command;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.Init;
import dev.sevsim.abi.firmware.PlatformState;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import dev.sevsim.psp.command.CommandResult.Completed;
import dev.sevsim.psp.command.CommandResult.Refused;
import dev.sevsim.psp.platform.AddressFault;
import dev.sevsim.psp.platform.EncryptedState;
import dev.sevsim.psp.platform.HostMemory;
import dev.sevsim.psp.platform.Platform;
import java.util.Optional;

/**
 * INIT (0x01): loads or makes the identity, takes all ASIDs away, and enables SEV-ES if asked to. UNINIT only.
 *
 * <p>A refusal after the option checks leaves the identity saved and the ASIDs waiting for a flush; the platform stays
 * UNINIT.
 *
 * <p>Source: sev-firmware-api.md section 4.1.
 */
final class InitCommand implements FirmwareCommand {
    private static final String SOURCE = "sev-firmware-api.md section 4.1";
    private static final int OPTION_ES = 1;
    private static final int TMR_SIZE = 1 << 20;

    @Override
    public CommandId id() {
        return CommandId.INIT;
    }

    @Override
    public Optional<StructLayout> layout() {
        return Optional.of(Init.LAYOUT);
    }

    @Override
    public WriteBack writeBack() {
        return WriteBack.NEVER;
    }

    @Override
    public CommandResult execute(Bytes buffer, Platform platform) {
        Init in = Init.decode(buffer);
        if (platform.state() != PlatformState.UNINIT) {
            return Refusals.platformState(platform, "UNINIT", SOURCE);
        }
        if (!platform.memory().encryptionEnabled()) {
            return Refused.of(
                    SevStatus.HWERROR_PLATFORM,
                    "memory encryption must be enabled on all cores",
                    "SYSCFG bit 23 clear on a core",
                    SOURCE);
        }
        Optional<Refused> badOptions = checkOptions(in, buffer);
        if (badOptions.isPresent()) {
            return badOptions.get();
        }
        platform.keys().load();
        platform.asids().disableAll();
        if ((in.options() & OPTION_ES) == 0) {
            platform.initialise(EncryptedState.DISABLED);
            return Completed.silently();
        }
        Optional<Refused> badRegion = checkTrustedRegion(in, platform.memory());
        if (badRegion.isPresent()) {
            platform.keys().unload();
            return badRegion.get();
        }
        platform.memory().reserveTrustedRegion(in.tmrAddress(), in.tmrLength());
        platform.initialise(EncryptedState.ENABLED);
        return Completed.silently();
    }

    private static Optional<Refused> checkOptions(Init in, Bytes buffer) {
        Optional<Field> reserved = Init.LAYOUT.firstNonZeroReserved(buffer);
        if (reserved.isPresent()) {
            return Optional.of(Refused.of(
                    SevStatus.INVALID_CONFIG,
                    "reserved fields must be zero",
                    "offset 0x" + Integer.toHexString(reserved.get().offset()),
                    SOURCE));
        }
        if ((in.options() & ~OPTION_ES) != 0) {
            return Optional.of(Refused.of(
                    SevStatus.INVALID_CONFIG,
                    "OPTIONS bits 31:1 must be zero",
                    "OPTIONS 0x" + Integer.toHexString(in.options()),
                    SOURCE));
        }
        return Optional.empty();
    }

    private static Optional<Refused> checkTrustedRegion(Init in, HostMemory memory) {
        if ((in.tmrAddress() & TMR_SIZE - 1) != 0) {
            return Optional.of(Refusals.misaligned("TMR_PADDR", TMR_SIZE, in.tmrAddress(), SOURCE));
        }
        if (in.tmrLength() != TMR_SIZE) {
            return Optional.of(Refusals.length("TMR_LENGTH", "0x100000", in.tmrLength(), SOURCE));
        }
        Optional<AddressFault> fault = memory.rangeFault(in.tmrAddress(), TMR_SIZE);
        return fault.map(found -> Refusals.address("TMR_PADDR", found, SOURCE));
    }
}
