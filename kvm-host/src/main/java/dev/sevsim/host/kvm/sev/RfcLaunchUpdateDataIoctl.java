package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.Page;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.LaunchUpdate;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.abi.uapi.KvmSevLaunchUpdateData;
import dev.sevsim.host.kernel.PhysicalRun;

/**
 * KVM_SEV_LAUNCH_UPDATE_DATA of 2017: one firmware call for each page.
 *
 * <p>Source: docs/reference/kvm-host.md section 7.
 */
final class RfcLaunchUpdateDataIoctl extends SevStructureIoctl<KvmSevLaunchUpdateData> {
    RfcLaunchUpdateDataIoctl() {
        super(KvmSevCommandId.LAUNCH_UPDATE_DATA, KvmSevLaunchUpdateData.CODEC, SevVm::requireKind);
    }

    @Override
    void run(SevCall call, KvmSevLaunchUpdateData user) {
        call.forEachRun(user.address(), user.length(), run -> byPage(call, run));
    }

    private static void byPage(SevCall call, PhysicalRun run) {
        long end = run.address() + run.length();
        for (long at = run.address(); at < end; ) {
            long pageEnd = (at & -Page.SIZE) + Page.SIZE;
            int length = (int) (Math.min(end, pageEnd) - at);
            LaunchUpdate request = new LaunchUpdate(call.vm().handle(), at, length);
            call.issue(CommandId.LAUNCH_UPDATE_DATA, request.encode()).requireSuccess();
            at += length;
        }
    }
}
