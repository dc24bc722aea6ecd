package dev.sevsim.host.ccp;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.PlatformStatus;
import dev.sevsim.abi.uapi.SevDeviceCommand;
import dev.sevsim.abi.uapi.SevUserDataStatus;

/**
 * SEV_PLATFORM_STATUS: needs no write permission and does not change the cached platform state.
 *
 * <p>The user structure has the firmware's layout. Source: docs/reference/kvm-host.md sections 1.3 and 1.5.
 */
final class PlatformStatusOperation extends SevDeviceOperation {
    PlatformStatusOperation() {
        super(SevDeviceCommand.PLATFORM_STATUS, SevUserDataStatus.LAYOUT);
    }

    @Override
    public void run(SevDeviceCall call) {
        FirmwareReply reply = call.issue(CommandId.PLATFORM_STATUS, Bytes.zeros(PlatformStatus.SIZE));
        call.copyOut(reply.requireSuccess().buffer());
    }
}
