package dev.sevsim.host.kvm;

import dev.sevsim.abi.Errno;
import dev.sevsim.host.process.ErrnoException;

/**
 * KVM_CHECK_EXTENSION and KVM_ENABLE_CAP.
 *
 * <p>Source: kvm-host.md sections 2.1 and 4.3.
 */
final class Capabilities {
    /** KVM_CAP_USER_MEMORY. */
    private static final int USER_MEMORY = 3;

    /** KVM_CAP_EXIT_HYPERCALL. */
    private static final int EXIT_HYPERCALL = 201;

    private static final long HYPERCALL_MASK = 1L << HypercallHandler.MAP_GPA_RANGE;

    private long hypercallExits;

    /** What the kernel supports; copying and moving encryption contexts between VMs is not. */
    static long check(long capability) {
        if (capability == EXIT_HYPERCALL) {
            return HYPERCALL_MASK;
        }
        return capability == USER_MEMORY ? 1 : 0;
    }

    long enable(int capability, int flags, long argument) {
        if (flags != 0 || capability != EXIT_HYPERCALL || (argument & ~HYPERCALL_MASK) != 0) {
            throw new ErrnoException(Errno.EINVAL, "capability " + capability + " cannot be switched so");
        }
        hypercallExits = argument;
        return 0;
    }

    boolean exitsOnHypercall(int number) {
        return (hypercallExits & 1L << number) != 0;
    }
}
