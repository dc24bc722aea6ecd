package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.Errno;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.abi.uapi.KvmSevInit;
import dev.sevsim.abi.uapi.KvmVmType;
import dev.sevsim.host.kernel.ErrnoException;

/**
 * KVM_SEV_INIT2: initialises a typed VM, whose type is the kind of guest, with features of the save areas and a GHCB
 * version.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.5.
 */
final class SevInit2Ioctl extends SevIoctl {
    SevInit2Ioctl() {
        super(KvmSevCommandId.INIT2, KvmSevInit.LAYOUT);
    }

    @Override
    public void run(SevCall call) {
        SevVm vm = call.vm();
        if (vm.kind().isPresent() || vm.type() == KvmVmType.DEFAULT) {
            throw new ErrnoException(Errno.EINVAL, "the VM is initialised already or has no type");
        }
        SevKind kind = vm.type() == KvmVmType.SEV ? SevKind.SEV : SevKind.SEV_ES;
        KvmSevInit user = KvmSevInit.CODEC.decode(call.copyIn(KvmSevInit.LAYOUT));
        if (vm.hasAnyVcpu()) {
            throw new ErrnoException(Errno.EINVAL, "a vCPU exists already");
        }
        if (user.flags() != 0) {
            throw new ErrnoException(Errno.EINVAL, "flags 0x" + Integer.toHexString(user.flags()));
        }
        if ((user.vmsaFeatures() & ~GuestFeatures.allowed(kind)) != 0) {
            throw new ErrnoException(Errno.EINVAL, "VMSA features 0x" + Long.toHexString(user.vmsaFeatures()));
        }
        if (user.ghcbVersion() > GuestFeatures.MAX_GHCB_VERSION || (kind == SevKind.SEV && user.ghcbVersion() != 0)) {
            throw new ErrnoException(Errno.EINVAL, "GHCB version " + user.ghcbVersion());
        }
        SevInitialisation.run(call, kind, new GuestFeatures(user.vmsaFeatures(), ghcbVersion(kind, user)));
    }

    private static int ghcbVersion(SevKind kind, KvmSevInit user) {
        return kind == SevKind.SEV_ES && user.ghcbVersion() == 0 ? GuestFeatures.MAX_GHCB_VERSION : user.ghcbVersion();
    }
}
