package dev.sevsim.host.kvm;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * An ioctl of KVM that a VMM makes and that has no effect on the model of a guest: it is accepted and recorded.
 *
 * <p>What an ioctl does with its argument is stated here and not taken from its number, since several numbers have another
 * direction than the ioctl. Source: Linux {@code Documentation/virt/kvm/api.rst} and uapi {@code linux/kvm.h}.
 *
 * @param name of the uapi
 * @param request number
 * @param effect what it does
 * @param bytes of its argument in user memory; 0 for a number
 * @param value that is returned, or that a list of registers holds
 */
record GenericIoctl(String name, int request, Effect effect, int bytes, long value) {
    /** What is done with the argument. */
    enum Effect {
        /** Nothing. */
        ACCEPT,
        /** Its bytes are kept for the getter of the same field. */
        KEEP,
        /** The bytes that were set last, or zeros, are written. */
        GIVE,
        /** A list without entries is written: its count. */
        LIST
    }

    private static final int READ = 1 << 31;
    private static final int WRITE = 1 << 30;
    private static final int KVM = 0xAE << 8;

    /** Rate of the simulated time-stamp counter, 1 GHz. */
    private static final long TSC_KHZ = 1_000_000;

    /** MCG_CTL_P and MCG_SER_P. */
    private static final long MCE_CAP = 1 << 8 | 1 << 24;

    /** Of /dev/kvm. */
    static final Map<Integer, GenericIoctl> OF_DEVICE = table(
            list("KVM_GET_MSR_INDEX_LIST", 0x02),
            list("KVM_GET_MSR_FEATURE_INDEX_LIST", 0x0A),
            new GenericIoctl("KVM_X86_GET_MCE_CAP_SUPPORTED", READ | size(8) | KVM | 0x9D, Effect.GIVE, 8, MCE_CAP));

    /** Of a VM. */
    static final Map<Integer, GenericIoctl> OF_VM = table(
            number("KVM_SET_TSS_ADDR", 0x47, 0),
            number("KVM_SET_BOOT_CPU_ID", 0x78, 0),
            number("KVM_SET_TSC_KHZ", 0xA2, 0),
            number("KVM_GET_TSC_KHZ", 0xA3, TSC_KHZ),
            accept("KVM_SET_IDENTITY_MAP_ADDR", WRITE, 0x48, 8),
            accept("KVM_IRQ_LINE", WRITE, 0x61, 8),
            new GenericIoctl("KVM_IRQ_LINE_STATUS", READ | WRITE | size(8) | KVM | 0x67, Effect.ACCEPT, 8, 1),
            accept("KVM_REGISTER_COALESCED_MMIO", WRITE, 0x67, 16),
            accept("KVM_UNREGISTER_COALESCED_MMIO", WRITE, 0x68, 16),
            accept("KVM_SET_GSI_ROUTING", WRITE, 0x6A, 8),
            accept("KVM_IRQFD", WRITE, 0x76, 32),
            accept("KVM_CREATE_PIT2", WRITE, 0x77, 64),
            accept("KVM_IOEVENTFD", WRITE, 0x79, 64),
            accept("KVM_SIGNAL_MSI", WRITE, 0xA5, 32),
            give("KVM_GET_IRQCHIP", READ | WRITE, 0x62, 520),
            keep("KVM_SET_IRQCHIP", READ, 0x63, 520),
            keep("KVM_SET_CLOCK", WRITE, 0x7B, 48),
            give("KVM_GET_CLOCK", READ, 0x7C, 48),
            give("KVM_GET_PIT2", READ, 0x9F, 112),
            keep("KVM_SET_PIT2", WRITE, 0xA0, 112));

    /** Of a vCPU. */
    static final Map<Integer, GenericIoctl> OF_VCPU = table(
            number("KVM_NMI", 0x9A, 0),
            number("KVM_SET_TSC_KHZ", 0xA2, 0),
            number("KVM_GET_TSC_KHZ", 0xA3, TSC_KHZ),
            number("KVM_KVMCLOCK_CTRL", 0xAD, 0),
            accept("KVM_INTERRUPT", WRITE, 0x86, 4),
            accept("KVM_SET_SIGNAL_MASK", WRITE, 0x8B, 4),
            accept("KVM_SET_VAPIC_ADDR", WRITE, 0x93, 8),
            accept("KVM_TPR_ACCESS_REPORTING", READ | WRITE, 0x92, 40),
            accept("KVM_X86_SETUP_MCE", WRITE, 0x9C, 8),
            give("KVM_GET_LAPIC", READ, 0x8E, 1024),
            keep("KVM_SET_LAPIC", WRITE, 0x8F, 1024),
            give("KVM_GET_MP_STATE", READ, 0x98, 4),
            keep("KVM_SET_MP_STATE", WRITE, 0x99, 4),
            give("KVM_GET_VCPU_EVENTS", READ, 0x9F, 64),
            keep("KVM_SET_VCPU_EVENTS", WRITE, 0xA0, 64));

    /** What getter and setter share: the name without the first words. */
    String field() {
        return name.substring("KVM_SET_".length());
    }

    private static Map<Integer, GenericIoctl> table(GenericIoctl... all) {
        List<GenericIoctl> known = Arrays.asList(all);
        return known.stream().collect(Collectors.toUnmodifiableMap(GenericIoctl::request, Function.identity()));
    }

    private static GenericIoctl number(String name, int number, long value) {
        return new GenericIoctl(name, KVM | number, Effect.ACCEPT, 0, value);
    }

    private static GenericIoctl accept(String name, int direction, int number, int bytes) {
        return new GenericIoctl(name, direction | size(bytes) | KVM | number, Effect.ACCEPT, bytes, 0);
    }

    private static GenericIoctl keep(String name, int direction, int number, int bytes) {
        return new GenericIoctl(name, direction | size(bytes) | KVM | number, Effect.KEEP, bytes, 0);
    }

    private static GenericIoctl give(String name, int direction, int number, int bytes) {
        return new GenericIoctl(name, direction | size(bytes) | KVM | number, Effect.GIVE, bytes, 0);
    }

    private static GenericIoctl list(String name, int number) {
        return new GenericIoctl(name, READ | WRITE | size(Integer.BYTES) | KVM | number, Effect.LIST, Integer.BYTES, 0);
    }

    private static int size(int bytes) {
        return bytes << 16;
    }
}
