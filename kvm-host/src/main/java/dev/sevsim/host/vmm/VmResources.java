package dev.sevsim.host.vmm;

import java.util.ArrayList;
import java.util.List;

/** The resources of a VM in its process: descriptors, whose end destroys it in KVM, shared pages of vCPUs, and memory. */
final class VmResources implements AutoCloseable {
    private final SystemCalls calls;
    private final List<Integer> descriptors = new ArrayList<>();
    private final List<VcpuLoop> vcpus = new ArrayList<>();
    private final List<GuestMemory> memories = new ArrayList<>();

    VmResources(SystemCalls calls) {
        this.calls = calls;
    }

    int keep(int descriptor) {
        descriptors.add(descriptor);
        return descriptor;
    }

    void keep(VcpuLoop vcpu) {
        vcpus.add(vcpu);
    }

    void keep(GuestMemory memory) {
        memories.add(memory);
    }

    List<VcpuLoop> vcpus() {
        return List.copyOf(vcpus);
    }

    /** Releases everything, descriptors from the last to the first; a second call does nothing. */
    @Override
    public void close() {
        vcpus.forEach(VcpuLoop::unmap);
        vcpus.clear();
        for (int i = descriptors.size() - 1; i >= 0; i--) {
            calls.close(descriptors.get(i));
        }
        descriptors.clear();
        memories.forEach(GuestMemory::unmap);
        memories.clear();
    }
}
