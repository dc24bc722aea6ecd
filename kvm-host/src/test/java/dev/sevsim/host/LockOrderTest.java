package dev.sevsim.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.LaunchUpdate;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.KvmSevCmd;
import dev.sevsim.abi.uapi.KvmSevLaunchStart;
import dev.sevsim.abi.uapi.KvmSevLaunchUpdateData;
import dev.sevsim.bus.Endpoint;
import dev.sevsim.bus.Link;
import dev.sevsim.bus.Party;
import dev.sevsim.bus.SimBus;
import dev.sevsim.bus.frame.DeviceCall;
import dev.sevsim.bus.frame.DeviceOperation;
import dev.sevsim.bus.frame.DevicePath;
import dev.sevsim.bus.frame.DeviceResult;
import dev.sevsim.bus.memory.NestedPaging;
import dev.sevsim.bus.time.SimClock;
import dev.sevsim.host.kernel.HostProcess;
import dev.sevsim.host.process.FrameOrder;
import dev.sevsim.testkit.guest.SparseMemory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Which locks a host holds, seen in the order of cache and firmware commands that its threads cause.
 *
 * <p>Source: docs/reference/kvm-host.md sections 2.7, 2.10, 2.11 and 3.3.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class LockOrderTest {
    private static final int THREADS = 8;
    private static final int RUNS = 6;

    private final SimClock clock = new SimClock();
    private final SparseMemory memory = new SparseMemory(64L << 20);
    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private final ScriptedFirmware firmware = new ScriptedFirmware(memory, log);
    private final AtomicInteger inMailbox = new AtomicInteger();
    private final AtomicInteger mostInMailbox = new AtomicInteger();
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final SimBus bus = SimBus.threaded(clock, 2);
    private LinuxHost host = boot();
    private Endpoint vmm = connect();

    @BeforeEach
    void clearTheLog() {
        log.clear();
        firmware.calls().clear();
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
        bus.close();
    }

    private LinuxHost boot() {
        Link psp = bus.connect(Party.HOST, Party.PSP, List.of());
        Link guest = bus.connect(Party.HOST, Party.GUEST, List.of());
        psp.end(Party.PSP).onRequest(frame -> {
            mostInMailbox.accumulateAndGet(inMailbox.incrementAndGet(), Math::max);
            try {
                return firmware.handle(frame);
            } finally {
                inMailbox.decrementAndGet();
            }
        });
        LinuxHost.Board board = new LinuxHost.Board(
                psp.end(Party.HOST),
                guest.end(Party.HOST),
                memory,
                new LoggedCaches(2, log),
                new NestedPaging(),
                clock);
        return LinuxHost.boot(board, HostFixture.milan().withAsids(1, THREADS).profile(), event -> {});
    }

    private Endpoint connect() {
        Link link = bus.connect(Party.VMM, Party.HOST, List.of());
        link.end(Party.HOST).onRequest(host.systemCalls());
        return link.end(Party.VMM);
    }

    @Test
    void holdsTheVmsLockForAWholeSubCommand() throws Exception {
        int vm = createVm();
        int sev = launch(vm);
        clearTheLog();

        List<Long> firstFrames = everywhere(thread -> {
            HostVirtual pages = host.process().memory().map(RUNS * Page.SIZE, FrameOrder.SCATTERED);
            op(vm, 3, new KvmSevLaunchUpdateData(pages.value(), RUNS * Page.SIZE).encode(), sev);
            return ((HostProcess) host.process()).memory().physical(pages);
        });

        List<Long> addresses = firmware.calls().stream()
                .map(call -> LaunchUpdate.CODEC.decode(call.buffer()).address())
                .toList();
        assertThat(addresses).hasSize(THREADS * RUNS);
        List<Long> starts = IntStream.range(0, THREADS)
                .mapToObj(i -> addresses.get(i * RUNS))
                .toList();
        assertThat(starts)
                .as("every update in one piece, in some order")
                .containsExactlyInAnyOrderElementsOf(firstFrames);
        assertThat(log).hasSize(2 * THREADS * RUNS);
        for (int i = 0; i < THREADS; i++) {
            List<String> one = log.subList(i * 2 * RUNS, (i + 1) * 2 * RUNS);
            assertThat(one.subList(0, RUNS)).as("all flushes first").containsOnly("CLFLUSH 1000");
            assertThat(one.subList(RUNS, 2 * RUNS)).containsOnly("LAUNCH_UPDATE_DATA");
        }
    }

    @Test
    void letsNoDeactivationSlipBetweenTheTwoFlushesOfRecycling() throws Exception {
        everywhere(thread -> {
            for (int round = 0; round < 40; round++) {
                int vm = createVm();
                int sev = launch(vm);
                call(DeviceOperation.CLOSE, vm, 0, 0);
                call(DeviceOperation.CLOSE, sev, 0, 0);
            }
            return 0L;
        });

        assertThat(host.asidsInUse()).isZero();
        assertThat(Collections.frequency(log, "DF_FLUSH")).as("recycled").isGreaterThan(10);
        for (int i = 0; i < log.size(); i++) {
            if (log.get(i).equals("DF_FLUSH")) {
                assertThat(sinceDeactivation(i)).as("before the flush at %d", i).contains("WBINVD 0", "WBINVD 1");
            }
        }
        assertThat(mostInMailbox.get()).as("commands in the mailbox at once").isEqualTo(1);
    }

    /** What happened between the last DEACTIVATE and an entry of the log. */
    private List<String> sinceDeactivation(int end) {
        int from = log.subList(0, end).lastIndexOf("DEACTIVATE");
        return log.subList(from + 1, end);
    }

    @Test
    void writesCachesBackBeforeItDeactivatesAGuest() throws Exception {
        List<Long> vms = everywhere(thread -> {
            int vm = createVm();
            int unused = launch(vm);
            return (long) vm;
        });
        clearTheLog();

        everywhere(thread -> call(DeviceOperation.CLOSE, vms.get(thread).intValue(), 0, 0));

        for (int handle = 1; handle <= THREADS; handle++) {
            int deactivated = position(CommandId.DEACTIVATE, handle);
            assertThat(deactivated).isLessThan(position(CommandId.DECOMMISSION, handle));
        }
        int first = log.indexOf("DEACTIVATE");
        assertThat(log.subList(0, first)).contains("WBINVD 0", "WBINVD 1").doesNotContain("DECOMMISSION");
        assertThat(Collections.frequency(log, "WBINVD 0"))
                .as("once for each VM")
                .isEqualTo(THREADS);
    }

    private int position(CommandId command, int handle) {
        for (int i = 0; i < firmware.calls().size(); i++) {
            ScriptedFirmware.Call call = firmware.calls().get(i);
            if (call.command() == command && call.buffer().asLittleEndian().getInt(0) == handle) {
                return i;
            }
        }
        throw new AssertionError(command + " of " + handle + " in " + firmware.calls());
    }

    private List<Long> everywhere(Step step) throws Exception {
        List<Future<Long>> running = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int thread = i;
            Callable<Long> task = () -> step.on(thread);
            running.add(threads.submit(task));
        }
        List<Long> results = new ArrayList<>();
        for (Future<Long> one : running) {
            results.add(one.get());
        }
        return results;
    }

    private int createVm() {
        int kvm = (int) call(DeviceOperation.OPEN, DevicePath.DEV_KVM.code(), 2, 0);
        int vm = (int) call(DeviceOperation.IOCTL, kvm, Ioctl.KVM_CREATE_VM, 0);
        call(DeviceOperation.CLOSE, kvm, 0, 0);
        return vm;
    }

    /** INIT and LAUNCH_START; the descriptor of /dev/sev. */
    private int launch(int vm) {
        int sev = (int) call(DeviceOperation.OPEN, DevicePath.DEV_SEV.code(), 2, 0);
        op(vm, 0, Bytes.EMPTY, sev);
        op(vm, 2, new KvmSevLaunchStart(0, 1, 0, 0, 0, 0).encode(), sev);
        return sev;
    }

    private void op(int vm, int id, Bytes structure, int sev) {
        HostVirtual scratch = host.process().memory().map(Page.SIZE);
        host.process().memory().write(scratch.plus(64), structure);
        host.process().memory().write(scratch, new KvmSevCmd(id, scratch.value() + 64, 0, sev).encode());
        call(DeviceOperation.IOCTL, vm, Ioctl.KVM_MEMORY_ENCRYPT_OP, scratch.value());
        host.process().memory().unmap(scratch);
    }

    private long call(DeviceOperation operation, int file, int request, long argument) {
        DeviceCall call = new DeviceCall(operation, file, request, argument);
        long result = ((DeviceResult) vmm.call(call, Duration.ofHours(1)).orElseThrow()).value();
        assertThat(result).as("%s", call).isNotNegative();
        return result;
    }

    @FunctionalInterface
    private interface Step {
        long on(int thread);
    }
}
