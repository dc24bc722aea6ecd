package dev.sevsim.host.kvm;

import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.KvmEncRegion;
import dev.sevsim.host.kernel.HostProcess;

/**
 * KVM_MEMORY_ENCRYPT_REG_REGION: pins a range of user memory for the guest.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.8.
 */
final class MemoryEncryptRegRegionIoctl extends VmIoctl {
    MemoryEncryptRegRegionIoctl() {
        super(Ioctl.KVM_MEMORY_ENCRYPT_REG_REGION, "KVM_MEMORY_ENCRYPT_REG_REGION", KvmEncRegion.LAYOUT);
    }

    @Override
    long run(Vm vm, HostProcess caller, long argument) {
        return traced(vm, caller, argument, () -> {
            KvmEncRegion region = KvmEncRegion.CODEC.decode(caller.copyIn(argument, KvmEncRegion.SIZE));
            vm.sev().regions().register(vm.sev(), caller, region);
            return 0;
        });
    }
}
