package dev.sevsim.host.ccp;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.host.process.ErrnoException;
import dev.sevsim.host.process.HostProcess;
import dev.sevsim.host.process.KernelMemory;
import dev.sevsim.host.process.KernelProfile;
import dev.sevsim.host.process.OpenMode;

/**
 * One SEV_ISSUE_CMD in flight.
 *
 * @param driver the driver
 * @param kernel whose habits it has
 * @param process the caller
 * @param mode how this descriptor was opened
 * @param data user address of the command's structure
 * @param error the caller's error field
 */
record SevDeviceCall(
        SevDriver driver, KernelProfile kernel, HostProcess process, OpenMode mode, long data, FirmwareError error) {
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

    /**
     * Does {@code work} on an initialised platform.
     *
     * <p>The newest kernel takes a platform down again that it had to bring up for this, and shows INVALID_PLATFORM_STATE
     * as {@code error} when it could not; what that shutdown says is lost. Source: docs/reference/kvm-host.md section
     * 1.5.
     *
     * @param initialise whether the platform is to be brought up first
     */
    void onPlatform(boolean initialise, Runnable work) {
        if (!initialise) {
            work.run();
            return;
        }
        bringUp();
        if (kernel != KernelProfile.NEWEST) {
            work.run();
            return;
        }
        try {
            work.run();
        } finally {
            takeDown();
        }
    }

    private void bringUp() {
        try {
            driver.initialise(error);
        } catch (ErrnoException e) {
            if (kernel == KernelProfile.NEWEST) {
                error.set(SevStatus.INVALID_PLATFORM_STATE.code());
            }
            throw e;
        }
    }

    private void takeDown() {
        try {
            driver.shutDown(new FirmwareError(0));
        } catch (ErrnoException e) {
            // the command has its own outcome
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
