package dev.sevsim.host.kernel;

import dev.sevsim.abi.Errno;

/**
 * Copies of user blobs (certificates, sessions, packet headers, transport data) in contiguous kernel memory.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.6.
 */
public final class UserBlob {
    /** Largest blob that the kernel copies for the firmware. */
    public static final int MAX_SIZE = 0x4000;

    private UserBlob() {}

    /** A copy of a mandatory blob: EINVAL when it is empty or above 16 KiB, EFAULT when it cannot be read. */
    public static KernelMemory.Buffer copyIn(HostProcess process, KernelMemory kernel, long address, int length) {
        if (address == 0 || length == 0) {
            throw new ErrnoException(Errno.EINVAL, "blob without address or length");
        }
        if (Integer.compareUnsigned(length, MAX_SIZE) > 0) {
            throw new ErrnoException(
                    Errno.EINVAL, "blob of " + Integer.toUnsignedString(length) + " bytes, at most " + MAX_SIZE);
        }
        return kernel.copyOf(process.copyIn(address, length));
    }
}
