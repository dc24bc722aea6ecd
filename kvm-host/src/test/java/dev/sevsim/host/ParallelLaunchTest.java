package dev.sevsim.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.firmware.Activate;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.Decommission;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.KvmEncRegion;
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
import dev.sevsim.bus.memory.CacheControl;
import dev.sevsim.bus.memory.NestedPaging;
import dev.sevsim.bus.time.SimClock;
import dev.sevsim.host.profile.HostProfile;
import dev.sevsim.testkit.guest.SparseMemory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many VMs of one host over a threaded bus with one firmware: no deadlock, and all resources are released. */
class ParallelLaunchTest {
    private static final int VMS = 200;
    private static final int ROUNDS = 3;
    private static final int ASIDS = 250;

    private final SimClock clock = new SimClock();
    private final SparseMemory memory = new SparseMemory(256L << 20);
    private final ScriptedFirmware firmware =
            new ScriptedFirmware(memory, Collections.synchronizedList(new ArrayList<>()));

    private final List<Endpoint> vmmEnds = new ArrayList<>();
    private final List<Integer> freed = new ArrayList<>();

    /** What one VM leaves to be closed. */
    private record Launched(List<Integer> descriptors, List<HostVirtual> mappings) {}

    @Test
    @Timeout(value = 120, unit = TimeUnit.SECONDS)
    void launchesTwoHundredVmsAtOnceAndReleasesThem() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(VMS);
        try (SimBus bus = SimBus.threaded(clock, 4)) {
            LinuxHost host = boot(bus);
            long framesBefore = host.freeFrames();
            for (int round = 0; round < ROUNDS; round++) {
                List<Launched> launched = launchAll(threads, host, vmmOf(bus, host, round));
                assertThat(host.asidsInUse()).isEqualTo(VMS);
                closeAll(threads, host, launched, round);
                assertThat(host.asidsInUse()).isZero();
                assertThat(host.freeFrames()).isEqualTo(framesBefore);
            }
            assertThat(liveHandles()).isEmpty();
            assertNoAsidWasBoundTwice();
        } finally {
            threads.shutdownNow();
        }
    }

    private Endpoint vmmOf(SimBus bus, LinuxHost host, int round) {
        if (round == 0) {
            Link link = bus.connect(Party.VMM, Party.HOST, List.of());
            link.end(Party.HOST).onRequest(host.systemCalls());
            vmmEnds.add(link.end(Party.VMM));
        }
        return vmmEnds.get(0);
    }

    private LinuxHost boot(SimBus bus) {
        Link psp = bus.connect(Party.HOST, Party.PSP, List.of());
        Link guest = bus.connect(Party.HOST, Party.GUEST, List.of());
        psp.end(Party.PSP).onRequest(firmware);
        CacheControl caches = new CacheControl() {
            @Override
            public int cores() {
                return 2;
            }

            @Override
            public void writeBackInvalidate(int core) {}

            @Override
            public void flush(long address, long lengthBytes) {}
        };
        LinuxHost.Board board = new LinuxHost.Board(
                psp.end(Party.HOST), guest.end(Party.HOST), memory, caches, new NestedPaging(), clock);
        HostProfile profile = HostFixture.milan().withAsids(1, ASIDS).withMemoryLockLimit(4L * Page.SIZE);
        return LinuxHost.boot(board, profile, event -> {});
    }

    private static List<Launched> launchAll(ExecutorService threads, LinuxHost host, Endpoint vmm) throws Exception {
        List<Future<Launched>> running = new ArrayList<>();
        for (int i = 0; i < VMS; i++) {
            running.add(threads.submit(() -> launch(host, vmm)));
        }
        List<Launched> launched = new ArrayList<>();
        for (Future<Launched> one : running) {
            launched.add(one.get());
        }
        return launched;
    }

    private void closeAll(ExecutorService threads, LinuxHost host, List<Launched> launched, int round)
            throws Exception {
        List<Launched> order = new ArrayList<>(launched);
        SplittableRandom random = new SplittableRandom(round);
        for (int i = order.size() - 1; i > 0; i--) {
            Collections.swap(order, i, random.nextInt(i + 1));
        }
        List<Future<?>> closing = new ArrayList<>();
        for (Launched one : order) {
            closing.add(threads.submit(() -> {
                List<Integer> fds = new ArrayList<>(one.descriptors());
                Collections.rotate(fds, one.descriptors().get(0));
                fds.forEach(fd -> call(vmmEnds.get(0), DeviceOperation.CLOSE, fd, 0, 0));
                one.mappings().forEach(host.process().memory()::unmap);
            }));
        }
        for (Future<?> one : closing) {
            one.get();
        }
    }

    private static Launched launch(LinuxHost host, Endpoint vmm) {
        List<HostVirtual> mappings = new ArrayList<>();
        HostVirtual pages = host.process().memory().map(4L * Page.SIZE);
        HostVirtual scratch = host.process().memory().map(Page.SIZE);
        mappings.add(pages);
        mappings.add(scratch);
        int kvm = fd(call(vmm, DeviceOperation.OPEN, DevicePath.DEV_KVM.code(), 2, 0));
        int sev = fd(call(vmm, DeviceOperation.OPEN, DevicePath.DEV_SEV.code(), 2, 0));
        int vm = fd(call(vmm, DeviceOperation.IOCTL, kvm, Ioctl.KVM_CREATE_VM, 0));
        op(host, vmm, vm, scratch, 0, Bytes.EMPTY, sev);
        op(host, vmm, vm, scratch, 2, new KvmSevLaunchStart(0, 1, 0, 0, 0, 0).encode(), sev);
        host.process().memory().write(scratch, new KvmEncRegion(pages.value(), 2L * Page.SIZE).encode());
        assertThat(call(vmm, DeviceOperation.IOCTL, vm, Ioctl.KVM_MEMORY_ENCRYPT_REG_REGION, scratch.value()))
                .isZero();
        op(host, vmm, vm, scratch, 3, new KvmSevLaunchUpdateData(pages.value(), 2 * Page.SIZE).encode(), sev);
        op(host, vmm, vm, scratch, 7, Bytes.EMPTY, sev);
        int vcpu = fd(call(vmm, DeviceOperation.IOCTL, vm, Ioctl.KVM_CREATE_VCPU, 0));
        return new Launched(List.of(vm, vcpu, sev, kvm), mappings);
    }

    private static void op(
            LinuxHost host, Endpoint vmm, int vm, HostVirtual scratch, int id, Bytes structure, int sev) {
        host.process().memory().write(scratch.plus(64), structure);
        host.process().memory().write(scratch, new KvmSevCmd(id, scratch.value() + 64, 0, sev).encode());
        assertThat(call(vmm, DeviceOperation.IOCTL, vm, Ioctl.KVM_MEMORY_ENCRYPT_OP, scratch.value()))
                .as("sub-command %d", id)
                .isZero();
    }

    private static int fd(long value) {
        assertThat(value).isNotNegative();
        return (int) value;
    }

    private static long call(Endpoint vmm, DeviceOperation operation, int file, int request, long argument) {
        DeviceCall call = new DeviceCall(operation, file, request, argument);
        return ((DeviceResult) vmm.call(call, Duration.ofHours(1)).orElseThrow()).value();
    }

    /** Handles that were made and not decommissioned. */
    private Set<Integer> liveHandles() {
        Set<Integer> live = new HashSet<>();
        for (ScriptedFirmware.Call call : firmware.calls()) {
            if (call.command() == CommandId.ACTIVATE) {
                live.add(Activate.CODEC.decode(call.buffer()).handle());
            } else if (call.command() == CommandId.DECOMMISSION) {
                live.remove(Decommission.CODEC.decode(call.buffer()).handle());
            }
        }
        return live;
    }

    /** An ASID is bound again only after DEACTIVATE of its guest, then DF_FLUSH. */
    private void assertNoAsidWasBoundTwice() {
        Set<Integer> bound = new HashSet<>();
        for (ScriptedFirmware.Call call : firmware.calls()) {
            if (call.command() == CommandId.ACTIVATE) {
                assertThat(bound.add(Activate.CODEC.decode(call.buffer()).asid()))
                        .isTrue();
            } else if (call.command() == CommandId.DF_FLUSH) {
                bound.removeAll(new HashSet<>(freed));
                freed.clear();
            } else if (call.command() == CommandId.DEACTIVATE) {
                int handle = call.buffer().asLittleEndian().getInt(0);
                freed.add(asidOf(handle));
            }
        }
    }

    private int asidOf(int handle) {
        return firmware.calls().stream()
                .filter(c -> c.command() == CommandId.ACTIVATE)
                .map(c -> Activate.CODEC.decode(c.buffer()))
                .filter(a -> a.handle() == handle)
                .mapToInt(Activate::asid)
                .reduce((a, b) -> b)
                .orElseThrow();
    }
}
