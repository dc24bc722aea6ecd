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
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The guest's side of a vCPU: turns instructions into memory accesses and exits; runs on the vCPU's thread. */
final class GuestExecution extends InterceptingCpu {
    private static final long NPF_WRITE = 1 << 1;

    private final int index;
    private final GuestMemory memory;
    private final SimRandom rdrand;
    private final List<GuestProgram> programs;
    private final GuestFunctions functions;
    private final World world;
    private final InterceptedInstructions plain = new PlainInstructions(this::exit);
    private VcpuEntry entry;
    /** The GHCB MSR of a guest with encrypted state; reading and writing it is not intercepted. */
    private long ghcb;

    /** Where the VMM communication exception goes. */
    private @Nullable InterceptedInstructions vectored;

    GuestExecution(int index, CpuBoard board, SimRandom rdrand, World world) {
        this.index = index;
        this.memory = new GuestMemory(board.memory(), board.paging(), this::nestedPageFault);
        this.rdrand = rdrand;
        this.programs = board.programs();
        this.functions = board.functions();
        this.world = world;
        this.entry = new VcpuEntry(index, new VmcbControl(0, 0, 0, 0), GuestRegisters.NONE, Bytes.EMPTY);
    }

    /** First entry: a guest with encrypted state finds what the hypervisor left in its GHCB MSR. */
    void start(VcpuEntry first) {
        ghcb = first.rax();
        enter(first);
    }

    /** Goes on under {@code next}. */
    void enter(VcpuEntry next) {
        entry = next;
        memory.enter(next);
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
        Optional<GuestFunction> function = functions.find(fetch(address, GuestFunctions.MARKER_SIZE));
        if (function.isPresent()) {
            return function.get().call(this, arguments);
        }
        for (GuestProgram program : programs) {
            if (program.recognises(this, address, arguments)) {
                return program.run(this, address, arguments);
            }
        }
        throw tripleFault();
    }

    @Override
    public void install(GuestPhysical address, String name, GuestFunction function) {
        world.check();
        write(address, Encryption.ENCRYPTED, functions.add(function));
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
