package dev.sevsim.host.kvm;

import static java.util.Map.entry;

import dev.sevsim.abi.Errno;
import dev.sevsim.abi.uapi.KvmVmType;
import dev.sevsim.host.kernel.ErrnoException;
import dev.sevsim.host.kvm.sev.SevKind;
import dev.sevsim.host.kvm.sev.SevPlatform;
import dev.sevsim.host.profile.KernelProfile;
import java.util.Map;

/**
 * Extensions of the kernel and capabilities that a VM has enabled.
 *
 * <p>Source: docs/reference/kvm-host.md sections 2.1 and 4.3.
 */
final class Capabilities {
    static final int COPY_CONTEXT = 197;
    static final int MOVE_CONTEXT = 206;

    /** KVM_CAP_USER_MEMORY. */
    private static final int USER_MEMORY = 3;

    private static final int EXIT_HYPERCALL = 201;
    private static final int VM_TYPES = 235;
    private static final long HYPERCALL_MASK = 1L << HypercallHandler.MAP_GPA_RANGE;

    /**
     * What VMMs ask for before they start, with the limits of this model; the ioctls behind it are in the model or in
     * {@link GenericIoctl}. Source: Linux uapi {@code linux/kvm.h} for the numbers.
     */
    private static final Map<Long, Long> GENERIC = Map.ofEntries(
            entry(0L, 1L), // IRQCHIP
            entry((long) USER_MEMORY, 1L),
            entry(4L, 1L), // SET_TSS_ADDR
            entry(7L, 1L), // EXT_CPUID
            entry(8L, 1L), // CLOCKSOURCE
            entry(9L, (long) CreateVcpuIoctl.MAX_VCPUS), // NR_VCPUS
            entry(10L, (long) MemorySlots.MAX_SLOTS), // NR_MEMSLOTS
            entry(14L, 1L), // MP_STATE
            entry(16L, 1L), // SYNC_MMU
            entry(21L, 1L), // DESTROY_MEMORY_REGION_WORKS
            entry(25L, 4096L), // IRQ_ROUTING
            entry(26L, 1L), // IRQ_INJECT_STATUS
            entry(30L, 1L), // JOIN_MEMORY_REGIONS_WORKS
            entry(31L, 32L), // MCE
            entry(32L, 1L), // IRQFD
            entry(33L, 1L), // PIT2
            entry(35L, 1L), // PIT_STATE2
            entry(36L, 1L), // IOEVENTFD
            entry(37L, 1L), // SET_IDENTITY_MAP_ADDR
            entry(39L, 1L), // ADJUST_CLOCK
            entry(40L, 1L), // INTERNAL_ERROR_DATA
            entry(41L, 1L), // VCPU_EVENTS
            entry(50L, 1L), // DEBUGREGS
            entry(55L, 1L), // XSAVE
            entry(56L, 1L), // XCRS
            entry(61L, 1L), // GET_TSC_KHZ
            entry(66L, (long) CreateVcpuIoctl.MAX_VCPUS), // MAX_VCPUS
            entry(76L, 1L), // KVMCLOCK_CTRL
            entry(77L, 1L), // SIGNAL_MSI
            entry(81L, 1L), // READONLY_MEM
            entry(122L, 1L), // IOEVENTFD_ANY_LENGTH
            entry(128L, (long) CreateVcpuIoctl.MAX_VCPUS), // MAX_VCPU_ID
            entry(136L, 1L)); // IMMEDIATE_EXIT

    private volatile long hypercallExits;

    /** KVM_CHECK_EXTENSION. */
    static long check(long capability, SevPlatform sev) {
        if (sev.kernel() == KernelProfile.RFC_V2) {
            return capability == USER_MEMORY ? 1 : 0;
        }
        if (capability == EXIT_HYPERCALL) {
            return HYPERCALL_MASK;
        }
        if (capability == VM_TYPES && sev.kernel() == KernelProfile.NEWEST) {
            return vmTypes(sev);
        }
        if (capability == COPY_CONTEXT || capability == MOVE_CONTEXT) {
            return 1;
        }
        return GENERIC.getOrDefault(capability, 0L);
    }

    /** Whether KVM_CREATE_VM accepts a type. */
    static boolean supports(KvmVmType type, SevPlatform sev) {
        return type == KvmVmType.DEFAULT
                || (sev.kernel() == KernelProfile.NEWEST && (vmTypes(sev) & 1L << type.code()) != 0);
    }

    /** KVM_ENABLE_CAP for a capability that is a setting; EINVAL for another one, for flags and for unknown bits. */
    long enable(int capability, int flags, long argument) {
        if (flags != 0 || capability != EXIT_HYPERCALL || (argument & ~HYPERCALL_MASK) != 0) {
            throw unsupported(capability);
        }
        hypercallExits = argument;
        return 0;
    }

    /** EINVAL for a capability that cannot be enabled in this way. */
    static ErrnoException unsupported(int capability) {
        return new ErrnoException(Errno.EINVAL, "capability " + capability + " cannot be enabled with these arguments");
    }

    boolean exitsOnHypercall(int number) {
        return (hypercallExits & 1L << number) != 0;
    }

    private static long vmTypes(SevPlatform sev) {
        long types = 1L << KvmVmType.DEFAULT.code();
        if (sev.serves(SevKind.SEV)) {
            types |= 1L << KvmVmType.SEV.code();
        }
        if (sev.serves(SevKind.SEV_ES)) {
            types |= 1L << KvmVmType.SEV_ES.code();
        }
        return types;
    }
}
