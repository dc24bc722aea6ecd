package dev.sevsim.abi.uapi;

/**
 * ioctl numbers.
 *
 * <p>Source: docs/reference/kvm-host.md sections 1.1 and 2.1; Linux uapi {@code linux/kvm.h} for the KVM ioctls not
 * listed there.
 */
public final class Ioctl {
    /** /dev/sev: the only one. */
    public static final int SEV_ISSUE_CMD = 0xC0105300;

    public static final int KVM_GET_API_VERSION = 0x0000AE00;
    public static final int KVM_CREATE_VM = 0x0000AE01;
    public static final int KVM_CHECK_EXTENSION = 0x0000AE03;
    public static final int KVM_GET_VCPU_MMAP_SIZE = 0x0000AE04;
    public static final int KVM_GET_SUPPORTED_CPUID = 0xC008AE05;
    public static final int KVM_CREATE_VCPU = 0x0000AE41;
    public static final int KVM_CREATE_IRQCHIP = 0x0000AE60;
    public static final int KVM_SET_USER_MEMORY_REGION = 0x4020AE46;
    public static final int KVM_RUN = 0x0000AE80;
    public static final int KVM_ENABLE_CAP = 0x4068AEA3;
    public static final int KVM_GET_REGS = 0x8090AE81;
    public static final int KVM_SET_REGS = 0x4090AE82;
    public static final int KVM_GET_SREGS = 0x8138AE83;
    public static final int KVM_SET_SREGS = 0x4138AE84;
    public static final int KVM_SET_GUEST_DEBUG = 0x4048AE9B;
    public static final int KVM_SET_CPUID2 = 0x4008AE90;
    public static final int KVM_GET_DEVICE_ATTR = 0x4018AEE2;
    public static final int KVM_HAS_DEVICE_ATTR = 0x4018AEE3;

    /** {@link #KVM_MEMORY_ENCRYPT_OP} in the second posting of 2017. */
    public static final int KVM_MEMORY_ENCRYPT_OP_RFC = 0xC008AEB8;

    public static final int KVM_MEMORY_ENCRYPT_OP = 0xC008AEBA;
    public static final int KVM_MEMORY_ENCRYPT_REG_REGION = 0x8010AEBB;
    public static final int KVM_MEMORY_ENCRYPT_UNREG_REGION = 0x8010AEBC;

    private Ioctl() {}
}
