package dev.sevsim.kernel.boot;

import dev.sevsim.abi.Bytes;
import dev.sevsim.bus.cpu.CpuidLeaf;
import dev.sevsim.bus.cpu.CpuidResult;
import dev.sevsim.bus.cpu.GuestCpu;
import dev.sevsim.bus.cpu.Msr;
import dev.sevsim.bus.memory.Encryption;
import dev.sevsim.kernel.memory.PhysicalMemory;

/**
 * What KVM offers its guests.
 *
 * <p>Source: docs/reference/kvm-host.md (guest discovery of migration); Linux {@code
 * Documentation/virt/kvm/x86/cpuid.rst}.
 *
 * @param bits EAX of the feature leaf; 0 under another hypervisor
 */
record KvmFeatures(int bits) {
    private static final int STEAL_TIME = 1 << 5;
    private static final int MAP_RANGE_HYPERCALL = 1 << 16;
    private static final int MIGRATION_CONTROL = 1 << 17;

    /** KVM_HC_MAP_GPA_RANGE. Source of the hypercall: Linux {@code Documentation/virt/kvm/x86/hypercalls.rst}. */
    private static final int MAP_RANGE = 12;

    private static final long ATTRIBUTE_ENCRYPTED = 1 << 4;
    private static final int STEAL_TIME_MSR = 0x4B56_4D03;
    private static final int STEAL_TIME_SIZE = 64;
    private static final int MIGRATION_CONTROL_MSR = 0x4B56_4D08;

    static KvmFeatures detect(GuestCpu cpu) {
        CpuidResult leaf = cpu.cpuid(CpuidLeaf.HYPERVISOR, 0);
        return new KvmFeatures(
                isKvm(leaf) && Integer.compareUnsigned(leaf.eax(), CpuidLeaf.KVM_FEATURES) >= 0
                        ? cpu.cpuid(CpuidLeaf.KVM_FEATURES, 0).eax()
                        : 0);
    }

    /** Whether the leaf of the hypervisor has KVM's signature, {@code KVMKVMKVM}. */
    static boolean isKvm(CpuidResult hypervisor) {
        return hypervisor.ebx() == 0x4B4D564B && hypervisor.ecx() == 0x564B4D56 && hypervisor.edx() == 0x4D;
    }

    boolean hasStealTime() {
        return (bits & STEAL_TIME) != 0;
    }

    /** Whether the hypervisor requests reports of shared pages. */
    boolean tracksEncryption() {
        return (bits & MAP_RANGE_HYPERCALL) != 0 && (bits & MIGRATION_CONTROL) != 0;
    }

    /** Reports whole pages as private or shared. */
    void report(GuestCpu cpu, long address, long pages, Encryption to) {
        long unused = cpu.hypercall(MAP_RANGE, address, pages, to == Encryption.ENCRYPTED ? ATTRIBUTE_ENCRYPTED : 0);
    }

    /** Reports to the hypervisor that all shared pages are reported. */
    void allowMigration(GuestCpu cpu) {
        cpu.writeMsr(MIGRATION_CONTROL_MSR, Msr.KVM_ENABLED);
    }

    /** Clears the structure in a shared page and passes its address to the hypervisor. */
    void startStealTime(GuestCpu cpu, PhysicalMemory memory, long page) {
        memory.write(page, Bytes.zeros(STEAL_TIME_SIZE));
        cpu.writeMsr(STEAL_TIME_MSR, page | Msr.KVM_ENABLED);
    }
}
