package dev.sevsim.host.ccp;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.PlatformState;
import dev.sevsim.abi.firmware.PlatformStatus;
import dev.sevsim.abi.uapi.SevDeviceCommand;
import dev.sevsim.host.kernel.ErrnoException;

/**
 * SEV_FACTORY_RESET: EBUSY while guests exist; an initialised platform is shut down first.
 *
 * <p>Source: docs/reference/kvm-host.md section 1.5.
 */
final class FactoryResetOperation extends SevDeviceOperation {
    FactoryResetOperation() {
        super(SevDeviceCommand.FACTORY_RESET);
    }

    @Override
    public void run(SevDeviceCall call) {
        call.requireWritable();
        Bytes status = call.issue(CommandId.PLATFORM_STATUS, Bytes.zeros(PlatformStatus.SIZE))
                .requireSuccess()
                .buffer();
        int state = PlatformStatus.CODEC.decode(status).state();
        if (state == PlatformState.WORKING.code()) {
            throw new ErrnoException(Errno.EBUSY, "guests exist");
        }
        if (state == PlatformState.INIT.code()) {
            call.shutDownPlatform();
        }
        call.issue(CommandId.PLATFORM_RESET, Bytes.EMPTY).requireSuccess();
    }
}
