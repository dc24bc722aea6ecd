package dev.sevsim.psp.command.platform;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.PlatformState;
import dev.sevsim.abi.firmware.PlatformStatus;
import dev.sevsim.psp.command.BufferedCommand;
import dev.sevsim.psp.command.CommandResult;
import dev.sevsim.psp.command.CommandResult.Completed;
import dev.sevsim.psp.command.WriteBack;
import dev.sevsim.psp.platform.FirmwareVersion;
import dev.sevsim.psp.platform.Platform;

/**
 * PLATFORM_STATUS (0x04): version, state and owner of the platform. Any state.
 *
 * <p>In UNINIT owner, configuration and guest count read as zero.
 *
 * <p>Answers SUCCESS.
 *
 * <p>Source: docs/reference/sev-firmware-api.md sections 3.4 and 4.1.
 */
public final class PlatformStatusCommand extends BufferedCommand<PlatformStatus> {
    public PlatformStatusCommand() {
        super(CommandId.PLATFORM_STATUS, PlatformStatus.CODEC, WriteBack.ON_SUCCESS);
    }

    @Override
    protected CommandResult execute(PlatformStatus in, Platform platform) {
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
