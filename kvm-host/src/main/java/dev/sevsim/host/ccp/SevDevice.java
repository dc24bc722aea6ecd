package dev.sevsim.host.ccp;

import dev.sevsim.abi.Errno;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.SevDeviceCommand;
import dev.sevsim.abi.uapi.SevIssueCmd;
import dev.sevsim.bus.trace.Explanation;
import dev.sevsim.bus.trace.Trace;
import dev.sevsim.bus.trace.TraceEvent;
import dev.sevsim.host.process.ErrnoException;
import dev.sevsim.host.process.HostProcess;
import dev.sevsim.host.process.KernelProfile;
import dev.sevsim.host.process.OpenFile;
import dev.sevsim.host.process.OpenMode;
import dev.sevsim.host.process.StructFields;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * /dev/sev: the dispatcher of SEV_ISSUE_CMD.
 *
 * <p>Source: docs/reference/kvm-host.md section 1.4.
 */
public final class SevDevice {
    /** {@code SEV_MAX}; itself refused, but by the command table and not by the range test. */
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
                        new KeyGenerationOperation(SevDeviceCommand.PEK_GEN, CommandId.PEK_GEN),
                        new KeyGenerationOperation(SevDeviceCommand.PDH_GEN, CommandId.PDH_GEN),
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

    /** Whether a file is /dev/sev of this host; KVM asks, and does not ask how it was opened. */
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
        public void release() {
            // closing the device has no effect on the platform or on guests
        }
    }

    private long issue(HostProcess process, OpenMode mode, int request, long argument) {
        driver.requirePresent();
        if (request != Ioctl.SEV_ISSUE_CMD) {
            throw new ErrnoException(Errno.EINVAL, "not SEV_ISSUE_CMD");
        }
        SevIssueCmd header = SevIssueCmd.decode(process.copyIn(argument, SevIssueCmd.SIZE));
        if (Integer.compareUnsigned(header.command(), MAX) > 0) {
            throw new ErrnoException(Errno.EINVAL, "command beyond SEV_MAX");
        }
        SevDeviceOperation operation = SevDeviceCommand.fromCode(header.command())
                .map(operations::get)
                .orElseThrow(() -> new ErrnoException(Errno.EINVAL, "unknown command"));
        driver.commandMutex().lock();
        try {
            return perform(operation, new SevDeviceCall(driver, kernel, process, mode, header), argument);
        } finally {
            driver.commandMutex().unlock();
        }
    }

    private long perform(SevDeviceOperation operation, SevDeviceCall call, long argument) {
        Optional<ErrnoException> failure = run(operation, call);
        SevIssueCmd after =
                new SevIssueCmd(operation.id().code(), call.data(), call.error());
        record(operation, call.process(), after, failure);
        call.process().copyOut(argument, after.encode());
        failure.ifPresent(f -> {
            throw f.afterRecord();
        });
        return 0;
    }

    private static Optional<ErrnoException> run(SevDeviceOperation operation, SevDeviceCall call) {
        try {
            operation.run(call);
            return Optional.empty();
        } catch (ErrnoException e) {
            return Optional.of(e);
        }
    }

    private void record(
            SevDeviceOperation operation, HostProcess process, SevIssueCmd after, Optional<ErrnoException> failure) {
        if (!trace.enabled()) {
            return;
        }
        TraceEvent event = TraceEvent.of("vmm", "host", "sev.issue-cmd")
                .with("command", operation.id().name());
        event = StructFields.add(event, "", SevIssueCmd.LAYOUT, after.encode());
        event = StructFields.addUser(event, process, operation.structure(), after.data())
                .withOutcome(failure.map(f -> f.errno().name()).orElse("0"));
        if (failure.isPresent()) {
            event = event.withExplanation(new Explanation(
                    failure.get().why(), operation.id().name(), "docs/reference/kvm-host.md section 1.5"));
        }
        trace.record(event);
    }
}
