package dev.sevsim.host.kvm;

import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.KvmEncRegion;
import dev.sevsim.host.kernel.HostProcess;

/**
 * KVM_MEMORY_ENCRYPT_UNREG_REGION: unpins a range that is registered.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.8.
 */
final class MemoryEncryptUnregRegionIoctl extends VmIoctl {
    MemoryEncryptUnregRegionIoctl() {
        super(Ioctl.KVM_MEMORY_ENCRYPT_UNREG_REGION, "KVM_MEMORY_ENCRYPT_UNREG_REGION", KvmEncRegion.LAYOUT);
    }

    @Override
    long run(Vm vm, HostProcess caller, long argument) {
        return traced(vm, caller, argument, () -> {
            KvmEncRegion region = KvmEncRegion.CODEC.decode(caller.copyIn(argument, KvmEncRegion.SIZE));
            vm.sev().regions().unregister(vm.sev(), region);
            return 0;
        });
    }
}
