package dev.sevsim.host.ccp;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.host.process.ErrnoException;
import dev.sevsim.host.process.HostProcess;
import dev.sevsim.host.process.KernelMemory;
import dev.sevsim.host.process.OpenMode;

/**
 * One SEV_ISSUE_CMD in flight.
 *
 * @param driver the driver
 * @param process the caller
 * @param mode how this descriptor was opened
 * @param data user address of the command's structure
 * @param error the caller's error field
 */
record SevDeviceCall(SevDriver driver, HostProcess process, OpenMode mode, long data, FirmwareError error) {
    private static final ApiVersion FIRST_WITH_GET_ID = new ApiVersion(0, 16);

    /** The kernel allocator's largest piece, where a command sets no limit of its own. */
    private static final long ALLOCATOR_LIMIT = 4 << 20;

    void requireWritable() {
        if (!mode.isWritable()) {
            throw new ErrnoException(Errno.EPERM, "the descriptor is not open for writing");
        }
    }

    void requireGetId() {
        if (!driver.version().isAtLeast(FIRST_WITH_GET_ID)) {
            throw new ErrnoException(
                    Errno.ENOTSUPP, "firmware API " + driver.version() + ", at least " + FIRST_WITH_GET_ID);
        }
    }

    Bytes copyIn(int length) {
        return process.copyIn(data, length);
    }

    void copyOut(Bytes content) {
        process.copyOut(data, content);
    }

    FirmwareReply issue(CommandId command, Bytes request) {
        return driver.issue(command, request, error);
    }

    KernelMemory.Buffer allocate(int length) {
        return driver.kernel().allocate(length);
    }

    /** A buffer of an unsigned length that only the allocator limits. */
    KernelMemory.Buffer allocateUncapped(int length) {
        long bytes = Integer.toUnsignedLong(length);
        if (bytes > ALLOCATOR_LIMIT) {
            throw new ErrnoException(Errno.ENOMEM, bytes + " bytes, at most " + ALLOCATOR_LIMIT);
        }
        return driver.kernel().allocate(bytes);
    }
}
