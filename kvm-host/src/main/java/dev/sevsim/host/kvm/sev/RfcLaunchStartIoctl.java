package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.abi.uapi.KvmSevLaunchStart;
import dev.sevsim.host.kernel.ErrnoException;

/**
 * KVM_SEV_LAUNCH_START of 2017: also initialises the VM for SEV, and flushes caches and data fabric before ACTIVATE.
 *
 * <p>Our choice where the posting is silent: EINVAL for an SEV guest, and a launch that fails releases the ASID.
 * Source: docs/reference/kvm-host.md section 7.
 */
final class RfcLaunchStartIoctl extends SevIoctl {
    private final SevLaunchStartIoctl start = new SevLaunchStartIoctl();

    RfcLaunchStartIoctl() {
        super(KvmSevCommandId.LAUNCH_START, KvmSevLaunchStart.LAYOUT);
    }

    @Override
    public void run(SevCall call) {
        SevVm vm = call.vm();
        if (vm.kind().isPresent()) {
            throw new ErrnoException(Errno.EINVAL, "the VM is an SEV guest already");
        }
        SevPlatform platform = vm.platform();
        int asid = platform.asids().allocate(SevKind.SEV);
        vm.activate(SevKind.SEV, asid, GuestFeatures.legacy(SevKind.SEV));
        try {
            call.initialisePlatform();
            platform.driver().writeBackAllCaches();
            call.issueDirectly(CommandId.DF_FLUSH, Bytes.EMPTY).requireSuccess();
            start.run(call);
        } catch (ErrnoException e) {
            vm.deactivate();
            platform.asids().free(asid, SevKind.SEV);
            throw e;
        }
    }
}
