package dev.sevsim.kernel.core;

/**
 * A process that the kernel ends in the middle of a system call, since it came to code that is gone. What it held stays
 * held. A shell sees a process that was killed by signal 9.
 */
public final class KernelOops extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Ended in {@code function} of the kernel. */
    public KernelOops(String function) {
        super("the kernel ended the process in " + function, null, false, false);
    }
}
