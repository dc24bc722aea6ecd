package dev.sevsim.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.KvmEnableCap;
import dev.sevsim.abi.uapi.KvmSevCmd;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.abi.uapi.KvmSevLaunchStart;
import dev.sevsim.abi.uapi.SevIssueCmd;
import dev.sevsim.bus.Endpoint;
import dev.sevsim.bus.Party;
import dev.sevsim.bus.RequestHandler;
import dev.sevsim.bus.frame.DeviceCall;
import dev.sevsim.bus.frame.DeviceOperation;
import dev.sevsim.bus.frame.DevicePath;
import dev.sevsim.bus.frame.DeviceResult;
import dev.sevsim.bus.memory.CacheControl;
import dev.sevsim.bus.memory.NestedPaging;
import dev.sevsim.bus.time.SimClock;
import dev.sevsim.bus.trace.TraceEvent;
import dev.sevsim.host.kernel.HostProcess;
import dev.sevsim.testkit.guest.SparseMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A booted host over scripted firmware, and a process that makes system calls by hand. */
@SuppressWarnings("exports") // tests are patched into the module, whose users do not see this class
public final class HostFixture {
    /** What callers put into error fields, to see whether they change. */
    public static final int UNTOUCHED = 0x5A5A;

    public final List<String> log = new ArrayList<>();
    public final List<TraceEvent> trace = new ArrayList<>();
    public final SimClock clock = new SimClock();
    public final NestedPaging nestedPaging = new NestedPaging();
    public final SparseMemory memory;
    public final ScriptedFirmware firmware;
    public final LinuxHost host;
    public RequestHandler guest = frame -> Optional.empty();

    public HostFixture() {
        this(HostFixture.milan(), 64L << 20, firmware -> {});
    }

    public HostFixture(TestProfile profile, long dram, Consumer<ScriptedFirmware> beforeBoot) {
        memory = new SparseMemory(dram);
        firmware = new ScriptedFirmware(memory, log);
        beforeBoot.accept(firmware);
        Endpoint psp = new DirectEndpoint(Party.HOST, Party.PSP, clock, firmware);
        Endpoint cpu = new DirectEndpoint(Party.HOST, Party.GUEST, clock, frame -> guest.handle(frame));
        CacheControl caches = new LoggedCaches(2, log);
        host = LinuxHost.boot(
                new LinuxHost.Board(psp, cpu, memory, caches, nestedPaging, clock), profile.profile(), trace::add);
    }

    /** The link that a VMM would use. */
    public Endpoint vmmLink() {
        return new DirectEndpoint(Party.VMM, Party.HOST, clock, host.systemCalls());
    }

    public HostProcess process() {
        return (HostProcess) host.process();
    }

    /** Another process of the host. */
    public HostProcess spawn() {
        return host.spawn();
    }

    /** Clears what was recorded so far. */
    public HostFixture quiet() {
        log.clear();
        firmware.calls().clear();
        return this;
    }

    /** The firmware commands in the log, without cache instructions. */
    public List<String> commands() {
        return log.stream().filter(e -> !e.startsWith("CLFLUSH")).toList();
    }

    /** Closes a descriptor and expects no cache or firmware command. */
    public void expectNoEffectOfClosing(int descriptor) {
        quiet().close(descriptor);
        assertThat(log).isEmpty();
    }

    /** Expects that the caches were written back, the ASID was taken away and the context destroyed, and nothing else. */
    public void expectGuestDestroyed() {
        assertThat(commands()).containsExactly("WBINVD 0", "WBINVD 1", "DEACTIVATE", "DECOMMISSION");
    }

    public HostVirtual user(Bytes content) {
        HostVirtual at = process().memory().map(Math.max(1, content.length()));
        process().memory().write(at, content);
        return at;
    }

    public Bytes read(HostVirtual at, int length) {
        return process().memory().read(at, length);
    }

    /** Pages in the longest run of free frames: whatever the kernel keeps cuts it. */
    public long longestFreeRun() {
        long fits = 0;
        long tooMany = memory.pages() + 1;
        while (tooMany - fits > 1) {
            long pages = (fits + tooMany) / 2;
            HostVirtual at = process().memory().map(pages * Page.SIZE);
            boolean oneRun = process().memory().linear(at, 1).isPresent();
            process().memory().unmap(at);
            if (oneRun) {
                fits = pages;
            } else {
                tooMany = pages;
            }
        }
        return fits;
    }

    public long call(DeviceOperation operation, int file, int request, long argument) {
        DeviceCall call = new DeviceCall(operation, file, request, argument);
        return ((DeviceResult) host.systemCalls().handle(call).orElseThrow()).value();
    }

    public int open(DevicePath path, int flags) {
        return (int) call(DeviceOperation.OPEN, path.code(), flags, 0);
    }

    public long close(int fd) {
        return call(DeviceOperation.CLOSE, fd, 0, 0);
    }

    public long ioctl(int fd, int request, long argument) {
        return call(DeviceOperation.IOCTL, fd, request, argument);
    }

    /** The outcome of an ioctl that carries a firmware status. */
    public record Outcome(long value, int error) {
        public static Outcome failed(Errno errno, int error) {
            return new Outcome(-errno.code(), error);
        }

        public static Outcome ok() {
            return new Outcome(0, 0);
        }
    }

    public Outcome issue(int fd, int command, long data) {
        HostVirtual header = user(new SevIssueCmd(command, data, UNTOUCHED).encode());
        long value = ioctl(fd, Ioctl.SEV_ISSUE_CMD, header.value());
        return new Outcome(
                value, SevIssueCmd.CODEC.decode(read(header, SevIssueCmd.SIZE)).error());
    }

    public Outcome encryptOp(int vm, int id, long data, int sevFd) {
        HostVirtual header = user(new KvmSevCmd(id, data, UNTOUCHED, sevFd).encode());
        long value = ioctl(vm, Ioctl.KVM_MEMORY_ENCRYPT_OP, header.value());
        return new Outcome(
                value, KvmSevCmd.CODEC.decode(read(header, KvmSevCmd.SIZE)).error());
    }

    public Outcome encryptOp(int vm, KvmSevCommandId id, Bytes structure) {
        return encryptOp(vm, id.code(), user(structure).value(), 0);
    }

    public int createVm() {
        return (int) ioctl(open(DevicePath.DEV_KVM, 2), Ioctl.KVM_CREATE_VM, 0);
    }

    /** A VM after INIT; the log is cleared. */
    public int initialisedVm() {
        int vm = createVm();
        Outcome init = encryptOp(vm, KvmSevCommandId.INIT.code(), 0, 0);
        if (init.value() != 0) {
            throw new AssertionError(init);
        }
        quiet();
        return vm;
    }

    /** A VM after INIT and LAUNCH_START; the log is cleared. */
    public int launchedVm() {
        int sev = open(DevicePath.DEV_SEV, 2);
        int vm = createVm();
        Outcome init = encryptOp(vm, KvmSevCommandId.INIT.code(), 0, 0);
        Outcome start = encryptOp(
                vm,
                KvmSevCommandId.LAUNCH_START.code(),
                user(new KvmSevLaunchStart(0, 1, 0, 0, 0, 0).encode()).value(),
                sev);
        if (init.value() != 0 || start.value() != 0) {
            throw new AssertionError(init + " " + start);
        }
        quiet();
        return vm;
    }

    /** A sub-command whose structure the caller reads afterwards. */
    public Outcome encryptOp(int vm, KvmSevCommandId id, HostVirtual structure) {
        return encryptOp(vm, id.code(), structure.value(), 0);
    }

    /** Zeroed user memory. */
    public HostVirtual blob(int length) {
        return user(Bytes.zeros(length));
    }

    /** KVM_ENABLE_CAP with one argument. */
    public long enableCap(int vm, int capability, int flags, long argument) {
        Bytes structure = new KvmEnableCap(capability, flags, argument).encode();
        return ioctl(vm, Ioctl.KVM_ENABLE_CAP, user(structure).value());
    }

    /** Opens /dev/sev until no descriptor is left; returns the limit of descriptors. */
    public int fillFileTable() {
        int opened = open(DevicePath.DEV_SEV, 0);
        int last = opened;
        while (opened >= 0) {
            last = opened;
            opened = open(DevicePath.DEV_SEV, 0);
        }
        if (opened != -Errno.EMFILE.code()) {
            throw new AssertionError("result " + opened);
        }
        return last + 1;
    }

    /** A host whose platform is not initialised, since the first INIT failed. */
    public static HostFixture uninitialised() {
        return new HostFixture(milan(), 64L << 20, f -> f.answer(CommandId.INIT, SevStatus.HWERROR_PLATFORM)).quiet();
    }

    /** The processor of most tests. */
    public static TestProfile milan() {
        return TestProfile.milan();
    }
}
