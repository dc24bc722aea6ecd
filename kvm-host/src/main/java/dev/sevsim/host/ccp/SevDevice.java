package dev.sevsim.host.ccp;

import dev.sevsim.abi.Errno;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.SevDeviceCommand;
import dev.sevsim.abi.uapi.SevIssueCmd;
import dev.sevsim.bus.frame.DevicePath;
import dev.sevsim.bus.trace.Trace;
import dev.sevsim.bus.trace.TraceEvent;
import dev.sevsim.host.kernel.ErrnoException;
import dev.sevsim.host.kernel.HostProcess;
import dev.sevsim.host.kernel.OpenFile;
import dev.sevsim.host.kernel.OpenMode;
import dev.sevsim.host.kernel.StructFields;
import dev.sevsim.host.kernel.TracedCall;
import dev.sevsim.host.profile.KernelProfile;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * /dev/sev: the dispatcher of SEV_ISSUE_CMD.
 *
 * <p>Source: docs/reference/kvm-host.md section 1.4.
 */
public final class SevDevice {
    /** {@code SEV_MAX}: passes the range check and is refused by the command table. */
    private static final int MAX = Arrays.stream(SevDeviceCommand.values())
                    .mapToInt(SevDeviceCommand::code)
                    .max()
                    .orElseThrow()
            + 1;

    private final SevDriver driver;
    private final KernelProfile kernel;
    private final Trace trace;
    private final Map<SevDeviceCommand, SevDeviceOperation> operations;

    /** The device of {@code kernel} in front of {@code driver}. */
    public SevDevice(SevDriver driver, KernelProfile kernel, Trace trace) {
        this.driver = driver;
        this.kernel = kernel;
        this.trace = trace;
        this.operations = List.of(
                        new FactoryResetOperation(),
                        new PlatformStatusOperation(),
                        new KeyGenerationOperation(SevDeviceCommand.PEK_GEN),
                        new KeyGenerationOperation(SevDeviceCommand.PDH_GEN),
                        new PdhCertExportOperation(),
                        new PekCsrOperation(),
                        new PekCertImportOperation(),
                        new GetIdOperation(),
                        new GetId2Operation())
                .stream()
                .collect(Collectors.toUnmodifiableMap(SevDeviceOperation::id, Function.identity()));
    }

    /** Opens the device. */
    public OpenFile open(OpenMode mode) {
        return new File(mode);
    }

    /** Whether a file is /dev/sev of this host, however it was opened. */
    public boolean owns(OpenFile file) {
        return file instanceof File opened && opened.device() == this;
    }

    private final class File implements OpenFile {
        private final OpenMode mode;

        private File(OpenMode mode) {
            this.mode = mode;
        }

        private SevDevice device() {
            return SevDevice.this;
        }

        @Override
        public long ioctl(HostProcess caller, int request, long argument) {
            return issue(caller, mode, request, argument);
        }

        @Override
        public String linkName() {
            return DevicePath.DEV_SEV.path();
        }

        @Override
        public void release() {
            // no effect on the platform or on guests
        }
    }

    private long issue(HostProcess process, OpenMode mode, int request, long argument) {
        driver.requirePresent();
        if (request != Ioctl.SEV_ISSUE_CMD) {
            throw new ErrnoException(Errno.EINVAL, "not SEV_ISSUE_CMD");
        }
        SevIssueCmd header = SevIssueCmd.CODEC.decode(process.copyIn(argument, SevIssueCmd.SIZE));
        if (Integer.compareUnsigned(header.command(), MAX) > 0) {
            throw new ErrnoException(Errno.EINVAL, "command beyond SEV_MAX");
        }
        SevDeviceOperation operation = SevDeviceCommand.fromCode(header.command())
                .map(operations::get)
                .orElseThrow(() -> new ErrnoException(Errno.EINVAL, "unknown command"));
        driver.commandMutex().lock();
        try {
            return perform(
                    operation,
                    new SevDeviceCall(driver, kernel, process, mode, header.data(), new ErrorField(header.error())),
                    argument);
        } finally {
            driver.commandMutex().unlock();
        }
    }

    private long perform(SevDeviceOperation operation, SevDeviceCall call, long argument) {
        try {
            return new TracedCall(trace, operation.id().name(), "docs/reference/kvm-host.md section 1.5")
                    .run(() -> event(operation, call), () -> {
                        operation.run(call);
                        return 0;
                    });
        } finally {
            call.process().copyOut(argument, after(operation, call).encode());
        }
    }

    private static SevIssueCmd after(SevDeviceOperation operation, SevDeviceCall call) {
        return new SevIssueCmd(operation.id().code(), call.data(), call.error().code());
    }

    private static TraceEvent.Builder event(SevDeviceOperation operation, SevDeviceCall call) {
        TraceEvent.Builder event = TraceEvent.builder("vmm", "host", "sev.issue-cmd")
                .with("command", operation.id().name());
        SevIssueCmd after = after(operation, call);
        return StructFields.addWithData(
                event,
                call.process(),
                new StructFields.Argument(SevIssueCmd.LAYOUT, after.encode(), after.data()),
                operation.structure());
    }
}
