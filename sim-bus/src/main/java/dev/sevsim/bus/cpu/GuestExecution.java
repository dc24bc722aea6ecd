package dev.sevsim.bus.cpu;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.ghcb.GhcbMsr;
import dev.sevsim.bus.frame.ExitReason;
import dev.sevsim.bus.frame.GuestRegisters;
import dev.sevsim.bus.frame.Intercept;
import dev.sevsim.bus.frame.VcpuEntry;
import dev.sevsim.bus.frame.VcpuExit;
import dev.sevsim.bus.frame.VmcbControl;
import dev.sevsim.bus.memory.Encryption;
import dev.sevsim.bus.time.SimRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The guest's side of a vCPU: turns instructions into memory accesses and exits; runs on the vCPU's thread. */
final class GuestExecution extends InterceptingCpu {
    private static final long NPF_WRITE = 1 << 1;

    private final int index;
    private final GuestMemory memory;
    private final SimRandom rdrand;
    private final OptionalInt encryptionBit;
    private final List<GuestProgram> programs;
    private final GuestFunctions functions;
    private final GuestCode code;
    private final Deque<LoadedCode> running = new ArrayDeque<>();
    private final World world;
    private final InterceptedInstructions plain = new PlainInstructions(this::exit);
    private VcpuEntry entry;
    private boolean fetching;

    /** The GHCB MSR of a guest with encrypted state; reading and writing it is not intercepted. */
    private long ghcb;

    private GuestPhysical stack = new GuestPhysical(0);

    /** Where the VMM communication exception goes. */
    private @Nullable InterceptedInstructions vectored;

    GuestExecution(int index, CpuBoard board, SimRandom rdrand, World world) {
        this.index = index;
        this.memory = new GuestMemory(board.memory(), board.paging(), this::nestedPageFault);
        this.rdrand = rdrand;
        this.encryptionBit = board.encryptionBit();
        this.programs = board.programs();
        this.functions = board.functions();
        this.code = board.code();
        this.world = world;
        this.entry = new VcpuEntry(index, new VmcbControl(0, 0, 0, 0), GuestRegisters.NONE, Bytes.EMPTY);
    }

    /** First entry: a guest with encrypted state finds what the hypervisor left in its GHCB MSR. */
    void start(VcpuEntry first) {
        ghcb = first.rax();
        enter(first);
    }

    /** Goes on after the simulator has had the machine, without an exit. */
    void resume(VcpuEntry next) {
        enter(next);
    }

    /** Goes on under {@code next}: the code that was left is fetched again. */
    private void enter(VcpuEntry next) {
        entry = next;
        memory.enter(next);
        fetchRunning();
    }

    @Override
    public int index() {
        return index;
    }

    @Override
    public void read(GuestPhysical address, Encryption encryption, byte[] target, int offset, int length) {
        world.check();
        memory.read(address.value(), encryption, target, offset, length);
    }

    @Override
    public void write(GuestPhysical address, Encryption encryption, byte[] source, int offset, int length) {
        world.check();
        memory.write(address.value(), encryption, source, offset, length);
    }

    @Override
    public Bytes fetch(GuestPhysical address, int length) {
        return read(address, Encryption.ENCRYPTED, length);
    }

    @Override
    public void flushCache(GuestPhysical address, int length) {
        world.check();
        world.cacheFlushed();
    }

    @Override
    public long call(GuestPhysical address, long... arguments) {
        Optional<GuestFunctions.Routine> routine = functions.find(fetch(address, GuestFunctions.MARKER_SIZE));
        if (routine.isPresent()) {
            return run(routine.get().program(), () -> routine.get().function().call(this, arguments));
        }
        Optional<LoadedCode> there = code.find(address);
        for (GuestProgram program : programs) {
            if (there.isPresent() && program.recognises(this, address, arguments)) {
                return run(there.get(), () -> program.run(this, address, arguments));
            }
        }
        throw tripleFault();
    }

    /** Enters code, and fetches that of its caller when it returns. */
    private long run(LoadedCode program, LongSupplier body) {
        running.push(program);
        fetchRunning();
        long returned = body.getAsLong();
        running.pop();
        fetchRunning();
        return returned;
    }

    /** Bytes that are not the running program's, under the present key, end the guest: no handler could run either. */
    private void fetchRunning() {
        LoadedCode program = running.peek();
        if (program == null || fetching) {
            return;
        }
        fetching = true;
        while (!program.isFetched(entry.control(), memory.table())) {
            OptionalLong missing = program.missingPage(memory.table());
            if (missing.isEmpty()) {
                throw tripleFault();
            }
            nestedPageFault(missing.getAsLong(), GuestMemory.Access.READ);
        }
        fetching = false;
    }

    @Override
    public GuestPhysical stack() {
        return stack;
    }

    @Override
    public void useStack(GuestPhysical top) {
        stack = top;
    }

    @Override
    public void loadCode(CodeExtent extent) {
        world.check();
        extent.contents().forEach((page, content) -> write(new GuestPhysical(page), Encryption.ENCRYPTED, content));
        var unused = code.add(extent);
    }

    @Override
    public void install(GuestPhysical address, String name, GuestFunction function) {
        world.check();
        LoadedCode program = running.peek();
        if (program == null) {
            throw new IllegalStateException(
                    "routine " + name + ": no program is running, expected the one it is part of");
        }
        write(address, Encryption.ENCRYPTED, functions.add(new GuestFunctions.Routine(function, program)));
    }

    @Override
    public long readMsr(int msr) {
        if (msr == Msr.SEV_STATUS) {
            world.check();
            return (entry.control().sev() ? 1 : 0) | (entry.control().sevEs() ? 2 : 0);
        }
        if (msr == GhcbMsr.NUMBER && entry.control().sevEs()) {
            world.check();
            return ghcb;
        }
        return intercepted().readMsr(msr);
    }

    @Override
    public void writeMsr(int msr, long value) {
        if (msr == Msr.SEV_STATUS) {
            world.check();
        } else if (msr == GhcbMsr.NUMBER && entry.control().sevEs()) {
            world.check();
            ghcb = value;
        } else {
            intercepted().writeMsr(msr, value);
        }
    }

    @Override
    public void vmgexit() {
        if (entry.control().sevEs()) {
            ghcb = exit(Intercept.of(ExitReason.VMGEXIT), GuestRegisters.ofRax(ghcb), Bytes.EMPTY)
                    .rax();
        } else {
            long unused = plain.hypercall(0, 0, 0, 0);
        }
    }

    @Override
    public void vectorVmmCommunication(InterceptedInstructions handler) {
        vectored = handler;
    }

    @Override
    public void halt() {
        exit(ExitReason.HLT);
    }

    @Override
    public boolean isEncryptionBit(int position) {
        return encryptionBit.orElse(position) == position;
    }

    @Override
    public long random() {
        world.check();
        return rdrand.nextLong();
    }

    /** Every later entry finds the guest in its loop again, until the vCPU is taken away. */
    @Override
    @SuppressWarnings("InfiniteLoopStatement") // ends by the error that unwinds a stopped vCPU
    public AssertionError deadLoop() {
        while (true) {
            exit(ExitReason.DEAD_LOOP);
        }
    }

    @Override
    public AssertionError tripleFault() {
        throw world.stop(VcpuExit.of(index, ExitReason.SHUTDOWN));
    }

    private void nestedPageFault(long address, GuestMemory.Access access) {
        long error = access == GuestMemory.Access.WRITE ? NPF_WRITE : 0;
        var unused = exit(new Intercept(ExitReason.NPF, error, address), GuestRegisters.NONE, Bytes.EMPTY);
    }

    private void exit(ExitReason reason) {
        var unused = exit(Intercept.of(reason), GuestRegisters.NONE, Bytes.EMPTY);
    }

    @Override
    protected InterceptedInstructions intercepted() {
        world.check();
        if (!entry.control().sevEs()) {
            return plain;
        }
        if (vectored == null) {
            throw tripleFault();
        }
        return vectored;
    }

    private VcpuEntry exit(Intercept intercept, GuestRegisters registers, Bytes data) {
        enter(world.leave(new VcpuExit(index, intercept, registers, data)));
        return entry;
    }

    /** The way out of the guest. */
    interface World {
        /** Leaves with an exit; returns the next entry. */
        VcpuEntry leave(VcpuExit exit);

        /** Ends the vCPU; the exit is shown when guest code has been unwound. */
        VcpuStopped stop(VcpuExit last);

        /** Unwinds guest code that still runs after its vCPU has stopped. */
        void check();

        void cacheFlushed();
    }
}
