package dev.sevsim.bus.cpu;

/**
 * Leaves of CPUID, and the bits in them, that more than one party uses.
 *
 * <p>Source: AMD APM volume 3 appendix E; KVM's leaves: Linux {@code Documentation/virt/kvm/x86/cpuid.rst}.
 */
public final class CpuidLeaf {
    /** Family, model and features. */
    public static final int FEATURES = 1;

    /** In ECX of {@link #FEATURES}. */
    public static final int X2APIC = 1 << 21;

    /** Signature of the hypervisor. */
    public static final int HYPERVISOR = 0x4000_0000;

    /** KVM's paravirtual features. */
    public static final int KVM_FEATURES = 0x4000_0001;

    /** The largest extended leaf. */
    public static final int LARGEST_EXTENDED = 0x8000_0000;

    /** Widths of physical and linear addresses. */
    public static final int ADDRESS_SIZES = 0x8000_0008;

    /** Memory encryption. */
    public static final int ENCRYPTION = 0x8000_001F;

    /** In EAX of {@link #ENCRYPTION}: the processor, or the guest's hypervisor, offers SEV. */
    public static final int SEV = 1 << 1;

    /** In EAX of {@link #ENCRYPTION}: the same for SEV-ES. */
    public static final int SEV_ES = 1 << 3;

    private CpuidLeaf() {}
}
