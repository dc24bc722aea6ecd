package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.Errno;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.abi.uapi.KvmVmType;
import dev.sevsim.host.kernel.ErrnoException;
import dev.sevsim.host.profile.KernelProfile;

/**
 * KVM_SEV_INIT and KVM_SEV_ES_INIT of a VM without a type. The sub-command chooses the kind of guest; the policy is not
 * considered.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.5.
 */
final class SevInitIoctl extends SevIoctl {
    private final SevKind kind;

    SevInitIoctl(KvmSevCommandId id, SevKind kind) {
        super(id);
        this.kind = kind;
    }

    @Override
    public void run(SevCall call) {
        SevVm vm = call.vm();
        if (vm.type() != KvmVmType.DEFAULT) {
            throw new ErrnoException(Errno.EINVAL, "a typed VM is initialised by INIT2");
        }
        if (vm.hasAnyVcpu()) {
            throw new ErrnoException(Errno.EINVAL, "a vCPU exists already");
        }
        if (vm.kind().isPresent()) {
            boolean newest = vm.platform().kernel() == KernelProfile.NEWEST;
            throw new ErrnoException(newest ? Errno.EINVAL : Errno.EBUSY, "the VM is initialised already");
        }
        SevInitialisation.run(call, kind, GuestFeatures.legacy(kind));
    }
}
