package dev.sevsim.host.kvm;

import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.KvmUserspaceMemoryRegion;
import dev.sevsim.host.kernel.HostProcess;

/**
 * KVM_SET_USER_MEMORY_REGION: adds, replaces or removes a memory slot; see {@link MemorySlots} for what is refused.
 * Nested pages are dropped when a slot that existed changes.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.1; Linux uapi {@code linux/kvm.h}.
 */
final class SetUserMemoryRegionIoctl extends VmIoctl {
    SetUserMemoryRegionIoctl() {
        super(Ioctl.KVM_SET_USER_MEMORY_REGION, "KVM_SET_USER_MEMORY_REGION", KvmUserspaceMemoryRegion.LAYOUT);
    }

    @Override
    long run(Vm vm, HostProcess caller, long argument) {
        KvmUserspaceMemoryRegion region =
                KvmUserspaceMemoryRegion.CODEC.decode(caller.copyIn(argument, KvmUserspaceMemoryRegion.SIZE));
        return traced(vm, caller, argument, () -> {
            vm.slots().set(region).ifPresent(changed -> vm.nestedPages().zap());
            return 0;
        });
    }
}
