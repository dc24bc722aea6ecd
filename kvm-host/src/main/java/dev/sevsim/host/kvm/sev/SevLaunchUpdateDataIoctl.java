package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.LaunchUpdate;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.abi.uapi.KvmSevLaunchUpdateData;

/**
 * KVM_SEV_LAUNCH_UPDATE_DATA: one firmware command for each physically contiguous run. It stops at the first failure;
 * earlier runs stay encrypted. Alignment is checked by the firmware.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.7.
 */
final class SevLaunchUpdateDataIoctl extends SevStructureIoctl<KvmSevLaunchUpdateData> {
    SevLaunchUpdateDataIoctl() {
        super(KvmSevCommandId.LAUNCH_UPDATE_DATA, KvmSevLaunchUpdateData.CODEC);
    }

    @Override
    void run(SevCall call, KvmSevLaunchUpdateData user) {
        call.forEachRun(user.address(), user.length(), run -> {
            LaunchUpdate request = new LaunchUpdate(call.vm().handle(), run.address(), (int) run.length());
            call.issue(CommandId.LAUNCH_UPDATE_DATA, request.encode()).requireSuccess();
        });
    }
}
