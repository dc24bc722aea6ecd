package dev.sevsim.bus.cpu;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.firmware.Vmsa;
import dev.sevsim.bus.frame.ExitReason;
import dev.sevsim.bus.frame.VcpuEntry;
import dev.sevsim.bus.frame.VcpuExit;
import dev.sevsim.bus.frame.VmcbControl;
import dev.sevsim.bus.memory.Encryption;
import dev.sevsim.bus.memory.GuestMemoryAccess;
import dev.sevsim.bus.time.SimRandom;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The modelled CPU: runs guest code on a thread of its own; either that thread or the one that entered it runs, never both.
 *
 * <p>{@link #enter} is VMRUN: the guest goes on until something is intercepted, and the exit is the answer. The first
 * entry starts at the reset vector, or where its encrypted registers say; a guest that returns from there has shut down.
 * Used from one thread at a time.
 */
public final class VirtualCpu implements AutoCloseable {
    private static final long UNWIND_MILLIS = 10_000;

    private final int index;
    private final CpuBoard board;
    private final SimRandom rdrand;
    private final GuestMemoryAccess memory;
    private final GuestPhysical resetVector;
    private final GuestExecution guest;
    private final Handover<Command> toGuest = new Handover<>();
    private final Handover<Report> toMachine = new Handover<>();
    private final AtomicLong cacheFlushes = new AtomicLong();
    private final Thread thread;
    private boolean started;
    private boolean ended;

    /** What ends the guest; used by the guest's thread, and by the machine's once that one has ended. */
    private @Nullable VcpuExit last;

    private volatile boolean stopped;

    /**
     * A vCPU that has not been entered.
     *
     * @param index 0 boots
     * @param board what it shares with the other vCPUs of its VM
     * @param rdrand source of RDRAND
     */
    public VirtualCpu(int index, CpuBoard board, SimRandom rdrand) {
        this.index = index;
        this.board = board;
        this.rdrand = rdrand;
        this.memory = board.memory();
        this.resetVector = board.resetVector();
        guest = new GuestExecution(index, board, rdrand, new Crossing());
        thread = new Thread(this::runGuest, "vcpu-" + index);
        thread.setDaemon(true);
    }

    /** The vCPU's number. */
    public int index() {
        return index;
    }

    /** How often the guest flushed caches; memory is coherent here, so a flush has no other effect. */
    public long cacheFlushes() {
        return cacheFlushes.get();
    }

    /**
     * Lets the guest run until its next exit. An SEV guest whose ASID is not enabled, and encrypted registers that are no
     * page of DRAM, are refused with {@link ExitReason#INVALID}.
     *
     * <p>What guest code throws is our bug and comes out of here; the vCPU has then ended.
     */
    public VcpuExit enter(VcpuEntry entry) {
        if (ended) {
            return VcpuExit.of(index, ExitReason.ENDED);
        }
        if ((entry.control().sev() && !memory.mayRun(entry.control().asid()))
                || !hasSaveArea(memory, entry.control())) {
            return VcpuExit.of(index, ExitReason.INVALID);
        }
        toGuest.give(new Command(entry));
        if (!started) {
            started = true;
            thread.start();
        }
        Report report = toMachine.take();
        while (report.task() != null) {
            report.task().run();
            toGuest.give(new Command(entry));
            report = toMachine.take();
        }
        return take(report);
    }

    /** Whether this vCPU starts where an x86 CPU does, not at an address that was chosen for it. */
    boolean startsAtResetVector() {
        return resetVector.equals(CpuBoard.RESET_VECTOR);
    }

    /** Whether the calling thread is that of this vCPU's guest code. */
    boolean runsHere() {
        return Thread.currentThread().equals(thread);
    }

    /**
     * Runs a task of the simulator on the thread that has entered this vCPU, while guest code waits in its place; called on the
     * guest's thread. The guest goes on as after an exit: what the task has changed in memory and page tables counts.
     *
     * <p>What the task throws comes out of {@link #enter}; guest code then waits for the next entry.
     */
    void callMachine(Runnable task) {
        toMachine.give(new Report(VcpuExit.of(index, ExitReason.ENDED), null, false, task));
        guest.resume(next());
    }

    private static boolean hasSaveArea(GuestMemoryAccess memory, VmcbControl control) {
        return !control.sevEs()
                || (Page.isAligned(control.saveArea()) && memory.contains(control.saveArea(), Vmsa.SIZE));
    }

    /** Removes the vCPU: guest code is unwound and its thread ends. */
    @Override
    public void close() {
        if (ended || !started) {
            ended = true;
            return;
        }
        stopped = true;
        toGuest.give(new Command(null));
        try {
            thread.join(UNWIND_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ended = true;
        if (thread.isAlive()) {
            throw new IllegalStateException("guest code of vCPU " + index + ": still running, expected to unwind");
        }
        Throwable thrown = toMachine.take().thrown();
        if (thrown != null) {
            throw rethrown(thrown);
        }
    }

    /** Ends this vCPU and makes one in its place that was not entered; memory stays as it is. */
    VirtualCpu reset() {
        close();
        return new VirtualCpu(index, board, rdrand.split("reset"));
    }

    private VcpuExit take(Report report) {
        ended = report.last();
        Throwable thrown = report.thrown();
        if (thrown != null) {
            throw rethrown(thrown);
        }
        return report.exit();
    }

    private static RuntimeException rethrown(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        return thrown instanceof RuntimeException unchecked
                ? unchecked
                : new IllegalStateException("guest code failed", thrown);
    }

    private void runGuest() {
        VcpuExit shutdown = VcpuExit.of(index, ExitReason.SHUTDOWN);
        Throwable thrown = null;
        try {
            VcpuEntry first = next();
            guest.start(first);
            long unused = guest.call(encryptedStart(memory, first.control()).orElse(resetVector));
        } catch (VcpuStopped unwound) {
            stopped = true;
        } catch (Throwable bug) {
            thrown = bug;
        }
        VcpuExit exit = last;
        toMachine.give(new Report(exit != null ? exit : shutdown, thrown, true, null));
    }

    /** Where a guest with encrypted state starts: CS:RIP of its save area, read through its own key; empty for other guests. */
    public static Optional<GuestPhysical> encryptedStart(GuestMemoryAccess memory, VmcbControl control) {
        if (!hasSaveArea(memory, control) || !control.sevEs() || control.saveArea() == 0) {
            return Optional.empty();
        }
        byte[] page = new byte[Vmsa.SIZE];
        memory.read(control.asid(), Encryption.ENCRYPTED, control.saveArea(), page, 0, page.length);
        Vmsa registers = new Vmsa(Bytes.copyOf(page));
        return Optional.of(new GuestPhysical(registers.get(Vmsa.CS.base()) + registers.get(Vmsa.RIP)));
    }

    private VcpuEntry next() {
        VcpuEntry entry = toGuest.take().entry();
        if (entry == null) {
            throw new VcpuStopped();
        }
        return entry;
    }

    /** The guest's way out, over to the machine's thread. */
    private final class Crossing implements GuestExecution.World {
        @Override
        public VcpuEntry leave(VcpuExit exit) {
            check();
            toMachine.give(new Report(exit, null, false, null));
            return next();
        }

        @Override
        public VcpuStopped stop(VcpuExit exit) {
            check();
            last = exit;
            stopped = true;
            return new VcpuStopped();
        }

        @Override
        public void check() {
            if (stopped) {
                throw new VcpuStopped();
            }
        }

        @Override
        public void cacheFlushed() {
            cacheFlushes.incrementAndGet();
        }
    }

    /** Machine to guest: an entry, or none for the end. */
    private record Command(@Nullable VcpuEntry entry) {}

    /** Guest to machine: an exit, what guest code threw, or a task to run while the guest waits. */
    private record Report(
            VcpuExit exit,
            @Nullable Throwable thrown,
            boolean last,
            @Nullable Runnable task) {}
}
