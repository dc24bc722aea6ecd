package dev.sevsim.host.kernel;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.layout.FieldFormat;
import dev.sevsim.bus.Party;
import dev.sevsim.bus.RequestHandler;
import dev.sevsim.bus.frame.DeviceCall;
import dev.sevsim.bus.frame.DevicePath;
import dev.sevsim.bus.frame.DeviceResult;
import dev.sevsim.bus.frame.Frame;
import dev.sevsim.bus.trace.Explanation;
import dev.sevsim.bus.trace.RefusedCommand;
import dev.sevsim.bus.trace.Trace;
import dev.sevsim.bus.trace.TraceEvent;
import dev.sevsim.host.process.UserProcess;
import java.util.Optional;

/** A user process of the host: an address space, open files, and limits. */
public final class HostProcess implements UserProcess {
    private final AddressSpace memory;
    private final DeviceNodes nodes;
    private final long memoryLockLimit;
    private final Trace trace;
    private final OpenFiles files;

    /** A fresh process; its kernel numbers its files. */
    public HostProcess(AddressSpace memory, DeviceNodes nodes, long memoryLockLimit, Trace trace) {
        this(memory, new FileTable(), nodes, memoryLockLimit, trace);
    }

    /** A process with its memory and its descriptors. */
    public HostProcess(AddressSpace memory, OpenFiles files, DeviceNodes nodes, long memoryLockLimit, Trace trace) {
        this.memory = memory;
        this.files = files;
        this.nodes = nodes;
        this.memoryLockLimit = memoryLockLimit;
        this.trace = trace;
    }

    @Override
    public AddressSpace memory() {
        return memory;
    }

    public OpenFiles files() {
        return files;
    }

    /** RLIMIT_MEMLOCK in bytes. */
    public long memoryLockLimit() {
        return memoryLockLimit;
    }

    /** Answers the device calls of this process' link. */
    public RequestHandler systemCalls() {
        return this::answer;
    }

    @Override
    public long mmap(int fd) {
        try {
            return map(fd).value();
        } catch (ErrnoException e) {
            return -e.errno().code();
        }
    }

    /** EBADF for a closed descriptor, ENODEV for a file without pages. */
    public HostVirtual map(int fd) {
        OpenFile file = files.find(fd)
                .orElseThrow(() -> new ErrnoException(Errno.EBADF, "mmap: descriptor " + fd + " is not open"));
        if (file instanceof MappableFile mappable) {
            return memory.mapKernelPages(mappable.pages(), mappable.mappableBytes());
        }
        throw new ErrnoException(Errno.ENODEV, "mmap: this file has no pages");
    }

    /** copy_from_user. */
    public Bytes copyIn(long userAddress, int length) {
        return memory.read(new HostVirtual(userAddress), length);
    }

    /** copy_to_user. */
    public void copyOut(long userAddress, Bytes content) {
        memory.write(new HostVirtual(userAddress), content);
    }

    private Optional<Frame> answer(Frame request) {
        return request instanceof DeviceCall call ? Optional.of(new DeviceResult(perform(call))) : Optional.empty();
    }

    /** The boundary of the host's kernel: 0 or more, or the negative errno, as the caller gets it in the frame. */
    private long perform(DeviceCall call) {
        try {
            return switch (call.operation()) {
                case OPEN -> open(call.file(), call.request());
                case CLOSE -> close(call.file());
                case IOCTL -> ioctl(call);
            };
        } catch (ErrnoException e) {
            record(call, e);
            return e.result();
        }
    }

    /** Refusals that no driver has recorded with its own fields: those before, after and beside its commands. */
    private void record(DeviceCall call, ErrnoException refusal) {
        if (refusal.isRecorded()) {
            return;
        }
        Explanation why = new Explanation(
                refusal.why(), call.operation().name(), "docs/reference/kvm-host.md sections 1.4, 2.1, 2.2 and 2.8");
        trace.refused(new RefusedCommand(
                Party.HOST, call.operation().name(), refusal.errno().name(), why));
        // The refusal itself is passed on also without a trace; only the record is left out.
        if (!trace.enabled()) {
            return;
        }
        trace.record(TraceEvent.builder("vmm", "host", "host.system-call")
                .with("operation", call.operation().name())
                .with("file", call.file())
                .with("request", FieldFormat.hex(Integer.toUnsignedLong(call.request())))
                .with("argument", FieldFormat.hex(call.argument()))
                .withOutcome(refusal.errno().name())
                .withExplanation(why)
                .build());
    }

    /**
     * ENOENT for a number without a device file; {@code flags} are those of open(2), of which the access mode counts.
     */
    private long open(int pathNumber, int flags) {
        DevicePath path = DevicePath.fromCode(pathNumber)
                .orElseThrow(() -> new ErrnoException(Errno.ENOENT, "no device file has number " + pathNumber));
        return files.install(nodes.open(path, OpenMode.fromFlags(flags)));
    }

    private long close(int fd) {
        files.close(fd);
        return 0;
    }

    /**
     * The argument is an address of this process or a number, which the file's driver decides; EBADF for a closed
     * descriptor.
     */
    private long ioctl(DeviceCall call) {
        OpenFile file = files.find(call.file())
                .orElseThrow(() -> new ErrnoException(Errno.EBADF, "descriptor " + call.file() + " is not open"));
        return file.ioctl(this, call.request(), call.argument());
    }
}
