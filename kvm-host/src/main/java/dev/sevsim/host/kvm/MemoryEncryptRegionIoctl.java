package dev.sevsim.host.kvm;

import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.KvmEncRegion;
import dev.sevsim.host.kernel.HostProcess;

/**
 * KVM_MEMORY_ENCRYPT_REG_REGION, which pins a range of user memory for the guest, and KVM_MEMORY_ENCRYPT_UNREG_REGION,
 * which unpins a range that is registered.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.8.
 */
final class MemoryEncryptRegionIoctl extends VmIoctl {
    private final Change change;

    /** What is done with the range. */
    @FunctionalInterface
    private interface Change {
        void apply(Vm vm, HostProcess caller, KvmEncRegion region);
    }

    private MemoryEncryptRegionIoctl(int request, String name, Change change) {
        super(request, name, KvmEncRegion.LAYOUT);
        this.change = change;
    }

    static MemoryEncryptRegionIoctl register() {
        return new MemoryEncryptRegionIoctl(
                Ioctl.KVM_MEMORY_ENCRYPT_REG_REGION,
                "KVM_MEMORY_ENCRYPT_REG_REGION",
                (vm, caller, region) -> vm.sev().regions().register(vm.sev(), caller, region));
    }

    static MemoryEncryptRegionIoctl unregister() {
        return new MemoryEncryptRegionIoctl(
                Ioctl.KVM_MEMORY_ENCRYPT_UNREG_REGION,
                "KVM_MEMORY_ENCRYPT_UNREG_REGION",
                (vm, caller, region) -> vm.sev().regions().unregister(vm.sev(), region));
    }

    @Override
    long run(Vm vm, HostProcess caller, long argument) {
        return traced(vm, caller, argument, () -> {
            change.apply(vm, caller, KvmEncRegion.CODEC.decode(caller.copyIn(argument, KvmEncRegion.SIZE)));
            return 0;
        });
    }
}
