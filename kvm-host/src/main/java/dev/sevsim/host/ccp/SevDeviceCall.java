package dev.sevsim.host.ccp;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.host.kernel.ErrnoException;
import dev.sevsim.host.kernel.HostProcess;
import dev.sevsim.host.kernel.KernelMemory;
import dev.sevsim.host.kernel.OpenMode;
import dev.sevsim.host.profile.KernelProfile;

/**
 * One SEV_ISSUE_CMD in progress.
 *
 * @param kernel kernel version whose behaviour is modelled
 * @param process the caller
 * @param mode access mode of the descriptor
 * @param data user address of the command's structure
 * @param error the {@code error} field for user space
 */
record SevDeviceCall(
        SevDriver driver, KernelProfile kernel, HostProcess process, OpenMode mode, long data, ErrorField error) {
    private static final ApiVersion FIRST_WITH_GET_ID = new ApiVersion(0, 16);

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
     * Runs {@code work} on an initialised platform.
     *
     * <p>The newest kernel takes down a platform that it initialised for this, ignoring the result, and sets
     * INVALID_PLATFORM_STATE as {@code error} when the initialisation failed. Source: docs/reference/kvm-host.md
     * section 1.5.
     *
     * @param initialise whether the platform has to be initialised first
     */
    void onPlatform(boolean initialise, Runnable work) {
        if (!initialise) {
            work.run();
            return;
        }
        initialise();
        if (kernel != KernelProfile.NEWEST) {
            work.run();
            return;
        }
        try {
            work.run();
        } finally {
            driver.shutDown();
        }
    }

    private void initialise() {
        try {
            error.noted(driver.initialise()).requireSuccess();
        } catch (ErrnoException e) {
            if (kernel == KernelProfile.NEWEST) {
                error.set(SevStatus.INVALID_PLATFORM_STATE.code());
            }
            throw e;
        }
    }

    void shutDownPlatform() {
        error.noted(driver.shutDown()).requireSuccess();
    }

    Bytes copyIn(int length) {
        return process.copyIn(data, length);
    }

    void copyOut(Bytes content) {
        process.copyOut(data, content);
    }

    FirmwareReply issue(CommandId command, Bytes request) {
        return error.noted(driver.issue(command, request));
    }

    KernelMemory.Buffer allocate(int length) {
        return driver.kernel().allocate(length);
    }

    /** A zeroed buffer of an unsigned length that only the allocator limits: ENOMEM above 4 MiB. */
    KernelMemory.Buffer allocateUncapped(int length) {
        return driver.kernel().allocateBounded(Integer.toUnsignedLong(length));
    }
}
