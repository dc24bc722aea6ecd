package dev.sevsim.host.ccp;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.uapi.SevIssueCmd;
import dev.sevsim.host.kernel.ErrnoException;
import dev.sevsim.host.kernel.HostProcess;
import dev.sevsim.host.kernel.KernelMemory;
import dev.sevsim.host.kernel.OpenMode;
import dev.sevsim.host.profile.KernelProfile;

/** One SEV_ISSUE_CMD in progress: its caller, its argument and the {@code error} field so far. */
final class SevDeviceCall {
    private static final ApiVersion FIRST_WITH_GET_ID = new ApiVersion(0, 16);

    private final SevDriver driver;
    private final KernelProfile kernel;
    private final HostProcess process;
    private final OpenMode mode;
    private final long data;
    private int error;

    /**
     * A command of a process.
     *
     * @param kernel kernel version whose behaviour is modelled
     * @param mode access mode of the descriptor
     * @param header the caller's structure; its {@code error} stays unless the firmware is called
     */
    SevDeviceCall(SevDriver driver, KernelProfile kernel, HostProcess process, OpenMode mode, SevIssueCmd header) {
        this.driver = driver;
        this.kernel = kernel;
        this.process = process;
        this.mode = mode;
        this.data = header.data();
        this.error = header.error();
    }

    SevDriver driver() {
        return driver;
    }

    KernelProfile kernel() {
        return kernel;
    }

    HostProcess process() {
        return process;
    }

    /** User address of the command's structure. */
    long data() {
        return data;
    }

    /** The {@code error} field for user space. */
    int error() {
        return error;
    }

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
     * INVALID_PLATFORM_STATE as {@code error} when the initialisation failed. Source: docs/reference/kvm-host.md section
     * 1.5.
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
            noted(driver.initialise()).requireSuccess();
        } catch (ErrnoException e) {
            if (kernel == KernelProfile.NEWEST) {
                error = SevStatus.INVALID_PLATFORM_STATE.code();
            }
            throw e;
        }
    }

    void shutDownPlatform() {
        noted(driver.shutDown()).requireSuccess();
    }

    Bytes copyIn(int length) {
        return process.copyIn(data, length);
    }

    void copyOut(Bytes content) {
        process.copyOut(data, content);
    }

    FirmwareReply issue(CommandId command, Bytes request) {
        return noted(driver.issue(command, request));
    }

    private FirmwareReply noted(FirmwareReply reply) {
        error = reply.error().orElse(error);
        return reply;
    }

    KernelMemory.Buffer allocate(int length) {
        return driver.kernel().allocate(length);
    }

    /** A zeroed buffer of an unsigned length that only the allocator limits: ENOMEM above 4 MiB. */
    KernelMemory.Buffer allocateUncapped(int length) {
        return driver.kernel().allocateBounded(Integer.toUnsignedLong(length));
    }
}
