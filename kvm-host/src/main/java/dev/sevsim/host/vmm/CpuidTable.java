package dev.sevsim.host.vmm;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.KvmCpuid;
import dev.sevsim.abi.uapi.KvmCpuidEntry;
import dev.sevsim.bus.cpu.CpuidLeaf;
import dev.sevsim.host.vmm.SystemCalls.Argument;
import java.util.List;

/**
 * CPUID of a guest as the VMM gives it to KVM.
 *
 * <p>Source: docs/reference/kvm-host.md sections 3.1 and 5.1; Linux {@code Documentation/virt/kvm/api.rst},
 * KVM_GET_SUPPORTED_CPUID and KVM_SET_CPUID2.
 *
 * @param calls system calls of the VMM
 * @param entries the leaves
 */
record CpuidTable(SystemCalls calls, List<KvmCpuidEntry> entries) {
    /** Entries that the VMM has room for. */
    private static final int ROOM = 100;

    /** EBX bits 11:6 of the leaf. */
    private static final int REDUCED_BITS_AT = 6;

    private static final int REDUCED_BITS = 0x3F << REDUCED_BITS_AT;

    /** The leaves that KVM supports. */
    static CpuidTable supported(SystemCalls calls, int kvmFd) {
        Bytes room = Bytes.concat(new KvmCpuid(ROOM).encode(), Bytes.zeros(ROOM * KvmCpuidEntry.SIZE));
        try (Argument argument = calls.argument(room)) {
            int unused = CallResult.checked(
                    "KVM_GET_SUPPORTED_CPUID", calls.ioctl(kvmFd, Ioctl.KVM_GET_SUPPORTED_CPUID, argument.address()));
            return new CpuidTable(
                    calls,
                    KvmCpuid.entries(argument.content()).stream()
                            .map(CpuidTable::withoutX2apic)
                            .toList());
        }
    }

    /** Shows a guest this number of address bits lost to encryption, 1 to 63. */
    CpuidTable withReducedPhysicalBits(int bits) {
        return new CpuidTable(
                calls,
                entries.stream()
                        .map(entry -> entry.function() == CpuidLeaf.ENCRYPTION
                                ? entry.withEax(entry.eax() & CpuidLeaf.SEV)
                                        .withEbx((entry.ebx() & ~REDUCED_BITS) | (bits << REDUCED_BITS_AT))
                                : entry)
                        .toList());
    }

    /** KVM adds the x2APIC where the VM has an interrupt controller. */
    private static KvmCpuidEntry withoutX2apic(KvmCpuidEntry leaf) {
        return leaf.function() == CpuidLeaf.FEATURES
                ? new KvmCpuidEntry(
                        leaf.function(),
                        leaf.index(),
                        leaf.flags(),
                        leaf.eax(),
                        leaf.ebx(),
                        leaf.ecx() & ~CpuidLeaf.X2APIC,
                        leaf.edx())
                : leaf;
    }

    /** Gives the table to a vCPU. */
    void set(int vcpuFd) {
        try (Argument argument = calls.argument(KvmCpuid.encode(entries))) {
            int unused =
                    CallResult.checked("KVM_SET_CPUID2", calls.ioctl(vcpuFd, Ioctl.KVM_SET_CPUID2, argument.address()));
        }
    }
}
