package dev.sevsim.bus.cpu;

/** Numbers of model-specific registers that a guest and its hypervisor both use. */
public final class Msr {
    /** SEV_STATUS, which only the processor answers. Source: AMD APM volume 2 section 15.34.10. */
    public static final int SEV_STATUS = 0xC001_0131;

    /** MSR_KVM_WALL_CLOCK_NEW. Source of this and the others of KVM: Linux {@code Documentation/virt/kvm/x86/msr.rst}. */
    public static final int KVM_WALL_CLOCK = 0x4B56_4D00;

    /** MSR_KVM_SYSTEM_TIME_NEW. */
    public static final int KVM_SYSTEM_TIME = 0x4B56_4D01;

    /** Bit 0 of the registers of KVM: the guest has the feature on. */
    public static final int KVM_ENABLED = 1;

    private Msr() {}
}
