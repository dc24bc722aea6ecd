package dev.sevsim.host.kvm;

import dev.sevsim.abi.chip.ChipGeneration.MemoryEncryption;
import dev.sevsim.abi.uapi.KvmCpuidEntry;
import dev.sevsim.bus.cpu.CpuidLeaf;
import dev.sevsim.bus.cpu.CpuidResult;
import dev.sevsim.host.profile.HostProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * CPUID of a guest.
 *
 * <p>Leaf 0x8000001F of an encrypted guest has SEV, the C-bit and one address bit less, unless the VMM sets another
 * table; the ASID limits of the host are not shown.
 *
 * <p>Source: docs/reference/kvm-host.md sections 3.1 and 5.1; docs/reference/sev-firmware-api.md section 7.3; KVM's
 * leaves: Linux {@code Documentation/virt/kvm/x86/cpuid.rst}.
 */
final class GuestCpuid {
    private static final int MAX_BASIC = 0x10;
    private static final int HYPERVISOR_PRESENT = 1 << 31;
    private static final int RDRAND = 1 << 30;
    private static final int SSE3_TO_SSE42 = 1 | 1 << 9 | 1 << 19 | 1 << 20;
    /** FPU to SSE2, without the features that this host does not model. */
    private static final int BASIC_FEATURES = 0x078B_FBFF;
    /** KVM clock with its new MSRs, stable across vCPUs. */
    private static final int CLOCK_FEATURES = 1 << 3 | 1 << 24;
    /** NX, 1 GiB pages, RDTSCP and long mode. */
    private static final int EXTENDED_FEATURES = 1 << 20 | 1 << 26 | 1 << 27 | 1 << 29;

    private static final CpuidResult NOTHING = new CpuidResult(0, 0, 0, 0);

    private final Map<Integer, CpuidResult> leaves = new TreeMap<>();

    /** The table that KVM supports on this processor. */
    GuestCpuid(HostProfile.Cpu model) {
        CpuidResult vendor = registers("Auth", "cAMD", "enti");
        leaves.put(0, withEax(vendor, MAX_BASIC));
        leaves.put(
                CpuidLeaf.FEATURES,
                new CpuidResult(model.signature(), 0, SSE3_TO_SSE42 | RDRAND | HYPERVISOR_PRESENT, BASIC_FEATURES));
        leaves.put(CpuidLeaf.HYPERVISOR, withEax(registers("KVMK", "VMKV", "M\0\0\0"), CpuidLeaf.KVM_FEATURES));
        leaves.put(CpuidLeaf.KVM_FEATURES, new CpuidResult(CLOCK_FEATURES, 0, 0, 0));
        leaves.put(CpuidLeaf.LARGEST_EXTENDED, withEax(vendor, CpuidLeaf.ENCRYPTION));
        leaves.put(0x8000_0001, new CpuidResult(model.signature(), 0, 0, EXTENDED_FEATURES));
        leaves.put(CpuidLeaf.ADDRESS_SIZES, new CpuidResult(model.addressBits().physical() | 48 << 8, 0, 0, 0));
        leaves.put(
                CpuidLeaf.ENCRYPTION,
                new CpuidResult(
                        CpuidLeaf.SEV,
                        model.addressBits().cBit() | MemoryEncryption.GUEST_ADDRESS_REDUCTION << 6,
                        0,
                        0));
    }

    /** The table that a VMM sets; sub-leaves are not distinguished. */
    GuestCpuid(List<KvmCpuidEntry> entries) {
        entries.forEach(entry ->
                leaves.put(entry.function(), new CpuidResult(entry.eax(), entry.ebx(), entry.ecx(), entry.edx())));
    }

    /** The leaves in the order of their numbers. */
    List<KvmCpuidEntry> entries() {
        List<KvmCpuidEntry> entries = new ArrayList<>();
        leaves.forEach((leaf, result) ->
                entries.add(new KvmCpuidEntry(leaf, 0, 0, result.eax(), result.ebx(), result.ecx(), result.edx())));
        return entries;
    }

    /**
     * Features that depend on the VM.
     *
     * @param encryption whether the guest is encrypted
     * @param x2apic whether the VM has an interrupt controller
     */
    record Features(boolean encryption, boolean x2apic) {}

    /** The registers of a leaf; zeros for a leaf that the guest does not have. */
    CpuidResult leaf(int leaf, Features features) {
        if (leaf == CpuidLeaf.ENCRYPTION && !features.encryption()) {
            return NOTHING;
        }
        CpuidResult result = leaves.getOrDefault(leaf, NOTHING);
        return leaf == CpuidLeaf.FEATURES && features.x2apic()
                ? new CpuidResult(result.eax(), result.ebx(), result.ecx() | CpuidLeaf.X2APIC, result.edx())
                : result;
    }

    private static CpuidResult withEax(CpuidResult from, int eax) {
        return new CpuidResult(eax, from.ebx(), from.ecx(), from.edx());
    }

    private static CpuidResult registers(String ebx, String ecx, String edx) {
        return new CpuidResult(0, ascii(ebx), ascii(ecx), ascii(edx));
    }

    private static int ascii(String four) {
        return four.charAt(0) | four.charAt(1) << 8 | four.charAt(2) << 16 | four.charAt(3) << 24;
    }
}
