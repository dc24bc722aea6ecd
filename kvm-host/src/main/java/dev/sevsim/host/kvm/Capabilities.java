package dev.sevsim.host.kvm;

import dev.sevsim.abi.Errno;
import dev.sevsim.abi.uapi.KvmVmType;
import dev.sevsim.host.kernel.ErrnoException;
import dev.sevsim.host.kvm.sev.SevKind;
import dev.sevsim.host.kvm.sev.SevPlatform;
import dev.sevsim.host.profile.KernelProfile;

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
        return capability == USER_MEMORY || capability == COPY_CONTEXT || capability == MOVE_CONTEXT ? 1 : 0;
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
