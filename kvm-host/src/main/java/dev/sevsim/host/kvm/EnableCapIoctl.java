package dev.sevsim.host.kvm;

import dev.sevsim.abi.Errno;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.KvmEnableCap;
import dev.sevsim.host.kernel.ErrnoException;
import dev.sevsim.host.kernel.HostProcess;
import dev.sevsim.host.kernel.OpenFile;
import dev.sevsim.host.kvm.sev.EncryptionContexts;
import dev.sevsim.host.profile.KernelProfile;

/**
 * KVM_ENABLE_CAP: copies or moves an encryption context, or switches a capability of the VM.
 *
 * <p>Source: docs/reference/kvm-host.md sections 2.1, 2.9 and 4.3.
 */
final class EnableCapIoctl extends VmIoctl {
    EnableCapIoctl() {
        super(Ioctl.KVM_ENABLE_CAP, "KVM_ENABLE_CAP", KvmEnableCap.LAYOUT);
    }

    @Override
    long run(Vm vm, HostProcess caller, long argument) {
        KvmEnableCap wanted = KvmEnableCap.CODEC.decode(caller.copyIn(argument, KvmEnableCap.SIZE));
        return switch (wanted.capability()) {
            case Capabilities.COPY_CONTEXT, Capabilities.MOVE_CONTEXT ->
                traced(vm, caller, argument, () -> transfer(vm, caller, wanted));
            default -> vm.capabilities().enable(wanted.capability(), wanted.flags(), wanted.argument());
        };
    }

    private static long transfer(Vm vm, HostProcess caller, KvmEnableCap wanted) {
        if (vm.host().sev().kernel() == KernelProfile.RFC_V2 || wanted.flags() != 0) {
            throw Capabilities.unsupported(wanted.capability());
        }
        int fd = (int) wanted.argument();
        OpenFile file = caller.files().find(fd).orElse(null);
        if (!(file instanceof Vm source)) {
            throw new ErrnoException(Errno.EBADF, "descriptor " + fd + " is no VM");
        }
        if (wanted.capability() == Capabilities.COPY_CONTEXT) {
            EncryptionContexts.copy(vm.sev(), source.sev());
        } else {
            EncryptionContexts.move(vm.sev(), source.sev());
        }
        return 0;
    }
}
