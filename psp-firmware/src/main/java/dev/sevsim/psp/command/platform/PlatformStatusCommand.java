package dev.sevsim.psp.command.platform;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.PlatformState;
import dev.sevsim.abi.firmware.PlatformStatus;
import dev.sevsim.abi.layout.StructLayout;
import dev.sevsim.psp.command.CommandResult;
import dev.sevsim.psp.command.CommandResult.Completed;
import dev.sevsim.psp.command.FirmwareCommand;
import dev.sevsim.psp.command.WriteBack;
import dev.sevsim.psp.platform.FirmwareVersion;
import dev.sevsim.psp.platform.Platform;
import java.util.Optional;

/**
 * PLATFORM_STATUS (0x04): what the platform says of itself. Any state.
 *
 * <p>In UNINIT owner, configuration and guest count read as zero.
 *
 * <p>Source: docs/reference/sev-firmware-api.md sections 3.4 and 4.1.
 */
final class PlatformStatusCommand implements FirmwareCommand {

    @Override
    public CommandId id() {
        return CommandId.PLATFORM_STATUS;
    }

    @Override
    public Optional<StructLayout> layout() {
        return Optional.of(PlatformStatus.LAYOUT);
    }

    @Override
    public WriteBack writeBack() {
        return WriteBack.ON_SUCCESS;
    }

    @Override
    public CommandResult execute(Bytes buffer, Platform platform) {
        FirmwareVersion version = platform.version();
        boolean initialised = platform.state() != PlatformState.UNINIT;
        PlatformStatus status = new PlatformStatus(
                version.api().major(),
                version.api().minor(),
                platform.state().code(),
                initialised ? platform.keys().ownership().code() : 0,
                platform.encryptedState().code(),
                version.build(),
                platform.guestCount());
        return new Completed(status.encode());
    }
}
