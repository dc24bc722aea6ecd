package dev.sevsim.host.kvm;

import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.host.kvm.sev.SevDispatcher;
import dev.sevsim.host.profile.KernelProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Which ioctls a VM's descriptor has, by number. The first SEV interface had another number for its sub-commands, and
 * none for regions, since it pinned all of a guest's memory.
 *
 * <p>Source: docs/reference/kvm-host.md sections 2.1 and 7.
 */
final class VmIoctlTable {
    private final Map<Integer, VmIoctl> ioctls;

    VmIoctlTable(KernelProfile kernel, SevDispatcher dispatcher) {
        List<VmIoctl> all = new ArrayList<>(List.of(
                new CheckExtensionIoctl(),
                new CreateIrqchipIoctl(),
                new CreateVcpuIoctl(),
                new EnableCapIoctl(),
                new SetUserMemoryRegionIoctl()));
        if (kernel == KernelProfile.RFC_V2) {
            all.add(new MemoryEncryptOpIoctl(Ioctl.KVM_MEMORY_ENCRYPT_OP_RFC, dispatcher));
        } else {
            all.add(new MemoryEncryptOpIoctl(Ioctl.KVM_MEMORY_ENCRYPT_OP, dispatcher));
            all.add(MemoryEncryptRegionIoctl.register());
            all.add(MemoryEncryptRegionIoctl.unregister());
        }
        ioctls = all.stream().collect(Collectors.toUnmodifiableMap(VmIoctl::request, Function.identity()));
    }

    Optional<VmIoctl> find(int request) {
        return Optional.ofNullable(ioctls.get(request));
    }
}
