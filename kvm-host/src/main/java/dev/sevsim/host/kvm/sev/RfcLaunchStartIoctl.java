package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.layout.StructLayout;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.abi.uapi.KvmSevLaunchStart;
import dev.sevsim.host.process.ErrnoException;
import java.util.Optional;

/**
 * KVM_SEV_LAUNCH_START of 2017: a VM becomes an SEV guest here, with caches and data fabric flushed before ACTIVATE.
 *
 * <p>Our choice where the posting says nothing: a VM that is one already gets EINVAL, and a launch that fails gives the
 * ASID back. Source: docs/reference/kvm-host.md section 7.
 */
final class RfcLaunchStartIoctl implements SevIoctl {
    private final SevLaunchStartIoctl start = new SevLaunchStartIoctl();

    @Override
    public KvmSevCommandId id() {
        return KvmSevCommandId.LAUNCH_START;
    }

    @Override
    public Optional<StructLayout> structure() {
        return Optional.of(KvmSevLaunchStart.LAYOUT);
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
            platform.driver().initialise(call.error());
            platform.driver().writeBackAllCaches();
            platform.driver()
                    .issue(CommandId.DF_FLUSH, Bytes.EMPTY, call.error())
                    .requireSuccess();
            start.run(call);
        } catch (ErrnoException e) {
            vm.deactivate();
            platform.asids().free(asid, SevKind.SEV);
            throw e;
        }
    }
}
