package dev.sevsim.abi.uapi;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * ioctl numbers: direction of the argument in bits 31:30, its bytes in bits 29:16, the driver's letter in bits 15:8 and the
 * number in bits 7:0, as {@code _IO}, {@code _IOR}, {@code _IOW} and {@code _IOWR} put them together.
 *
 * <p>Source: docs/reference/kvm-host.md sections 1.1 and 2.1; Linux uapi {@code linux/kvm.h} for the KVM ioctls not
 * listed there.
 */
public final class Ioctl {
    /** The host's driver reads the argument. */
    private static final int WRITE = 1 << 30;

    /** The host's driver writes the argument. */
    private static final int READ = 1 << 31;

    private static final int SIZE_SHIFT = 16;

    /** The letter of KVM, {@code KVMIO}. */
    private static final int KVM = 0xAE << 8;

    /** /dev/sev: the only one. */
    public static final int SEV_ISSUE_CMD = READ | WRITE | 0x10 << SIZE_SHIFT | 'S' << 8;

    public static final int KVM_GET_API_VERSION = KVM | 0x00;
    public static final int KVM_CREATE_VM = KVM | 0x01;
    public static final int KVM_CHECK_EXTENSION = KVM | 0x03;
    public static final int KVM_GET_VCPU_MMAP_SIZE = KVM | 0x04;
    public static final int KVM_GET_SUPPORTED_CPUID = READ | WRITE | 0x8 << SIZE_SHIFT | KVM | 0x05;
    public static final int KVM_CREATE_VCPU = KVM | 0x41;
    public static final int KVM_CREATE_IRQCHIP = KVM | 0x60;
    public static final int KVM_SET_USER_MEMORY_REGION = WRITE | 0x20 << SIZE_SHIFT | KVM | 0x46;
    public static final int KVM_RUN = KVM | 0x80;
    public static final int KVM_ENABLE_CAP = WRITE | 0x68 << SIZE_SHIFT | KVM | 0xA3;
    public static final int KVM_GET_REGS = READ | 0x90 << SIZE_SHIFT | KVM | 0x81;
    public static final int KVM_SET_REGS = WRITE | 0x90 << SIZE_SHIFT | KVM | 0x82;
    public static final int KVM_GET_SREGS = READ | 0x138 << SIZE_SHIFT | KVM | 0x83;
    public static final int KVM_SET_SREGS = WRITE | 0x138 << SIZE_SHIFT | KVM | 0x84;
    public static final int KVM_GET_MSRS = READ | WRITE | 0x8 << SIZE_SHIFT | KVM | 0x88;
    public static final int KVM_SET_MSRS = WRITE | 0x8 << SIZE_SHIFT | KVM | 0x89;
    public static final int KVM_GET_FPU = READ | 0x1A0 << SIZE_SHIFT | KVM | 0x8C;
    public static final int KVM_SET_FPU = WRITE | 0x1A0 << SIZE_SHIFT | KVM | 0x8D;
    public static final int KVM_GET_DEBUGREGS = READ | 0x80 << SIZE_SHIFT | KVM | 0xA1;
    public static final int KVM_SET_DEBUGREGS = WRITE | 0x80 << SIZE_SHIFT | KVM | 0xA2;
    public static final int KVM_GET_XSAVE = READ | 0x1000 << SIZE_SHIFT | KVM | 0xA4;
    public static final int KVM_SET_XSAVE = WRITE | 0x1000 << SIZE_SHIFT | KVM | 0xA5;
    public static final int KVM_GET_XCRS = READ | 0x188 << SIZE_SHIFT | KVM | 0xA6;
    public static final int KVM_SET_XCRS = WRITE | 0x188 << SIZE_SHIFT | KVM | 0xA7;
    public static final int KVM_SET_GUEST_DEBUG = WRITE | 0x48 << SIZE_SHIFT | KVM | 0x9B;
    public static final int KVM_SET_CPUID2 = WRITE | 0x8 << SIZE_SHIFT | KVM | 0x90;
    public static final int KVM_GET_DEVICE_ATTR = WRITE | 0x18 << SIZE_SHIFT | KVM | 0xE2;
    public static final int KVM_HAS_DEVICE_ATTR = WRITE | 0x18 << SIZE_SHIFT | KVM | 0xE3;

    /** {@link #KVM_MEMORY_ENCRYPT_OP} in the second posting of 2017. */
    public static final int KVM_MEMORY_ENCRYPT_OP_RFC = READ | WRITE | 0x8 << SIZE_SHIFT | KVM | 0xB8;

    public static final int KVM_MEMORY_ENCRYPT_OP = READ | WRITE | 0x8 << SIZE_SHIFT | KVM | 0xBA;
    public static final int KVM_MEMORY_ENCRYPT_REG_REGION = READ | 0x10 << SIZE_SHIFT | KVM | 0xBB;
    public static final int KVM_MEMORY_ENCRYPT_UNREG_REGION = READ | 0x10 << SIZE_SHIFT | KVM | 0xBC;

    private Ioctl() {}

    /** The numbers of this class by their names, in the order of the names. */
    public static Map<String, Integer> byName() {
        return Names.NUMBERS;
    }

    /** Read from the constants at the first use. */
    private static final class Names {
        static final Map<String, Integer> NUMBERS = numbers();

        private static Map<String, Integer> numbers() {
            Map<String, Integer> numbers = new TreeMap<>();
            for (Field field : Ioctl.class.getFields()) {
                if (Modifier.isStatic(field.getModifiers())) {
                    try {
                        numbers.put(field.getName(), field.getInt(null));
                    } catch (IllegalAccessException e) {
                        throw new IllegalStateException("ioctl " + field.getName() + ": not public", e);
                    }
                }
            }
            return Collections.unmodifiableMap(numbers);
        }
    }
}
