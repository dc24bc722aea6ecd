package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.LaunchFinish;
import dev.sevsim.abi.uapi.KvmSevCommandId;

/**
 * KVM_SEV_LAUNCH_FINISH: ends the launch.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.7.
 */
final class SevLaunchFinishIoctl extends SevHandleIoctl {
    SevLaunchFinishIoctl() {
        super(KvmSevCommandId.LAUNCH_FINISH, CommandId.LAUNCH_FINISH, handle -> new LaunchFinish(handle).encode());
    }
}
