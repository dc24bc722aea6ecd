package dev.sevsim.kernel.boot;

import dev.sevsim.bus.cpu.CpuidResult;
import dev.sevsim.bus.cpu.GuestCpu;

/**
 * What KVM offers its guests.
 *
 * <p>Source: docs/reference/kvm-host.md (guest discovery of migration); Linux {@code
 * Documentation/virt/kvm/x86/cpuid.rst}.
 *
 * @param bits EAX of the feature leaf; 0 under another hypervisor
 */
record KvmFeatures(int bits) {
    private static final int HYPERVISOR_LEAF = 0x40000000;
    private static final int FEATURE_LEAF = 0x40000001;
    private static final int STEAL_TIME = 1 << 5;
    private static final int MAP_RANGE_HYPERCALL = 1 << 16;
    private static final int MIGRATION_CONTROL = 1 << 17;

    static KvmFeatures detect(GuestCpu cpu) {
        CpuidResult leaf = cpu.cpuid(HYPERVISOR_LEAF, 0);
        boolean isKvm = leaf.ebx() == 0x4B4D564B && leaf.ecx() == 0x564B4D56 && leaf.edx() == 0x4D;
        return new KvmFeatures(
                isKvm && Integer.compareUnsigned(leaf.eax(), FEATURE_LEAF) >= 0
                        ? cpu.cpuid(FEATURE_LEAF, 0).eax()
                        : 0);
    }

    boolean hasStealTime() {
        return (bits & STEAL_TIME) != 0;
    }

    /** Whether the hypervisor requests reports of shared pages. */
    boolean tracksEncryption() {
        return (bits & MAP_RANGE_HYPERCALL) != 0 && (bits & MIGRATION_CONTROL) != 0;
    }
}
