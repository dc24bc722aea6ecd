package dev.sevsim.bus.cpu;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.bus.frame.ExitReason;
import dev.sevsim.bus.frame.VcpuEntry;
import dev.sevsim.bus.frame.VcpuExit;
import dev.sevsim.bus.memory.Encryption;
import dev.sevsim.bus.memory.GuestMemoryAccess;
import dev.sevsim.bus.memory.NestedPaging;
import dev.sevsim.bus.time.SimRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The guest's side of a vCPU: turns instructions into memory accesses and exits; lives on the vCPU's thread. */
final class GuestExecution implements GuestCpu {
    /** Source: guest-kernel.md section 9.2. */
    private static final int MSR_SEV_STATUS = 0xC001_0131;

    private static final int FLAG_SEV = 1 << 1;
    private static final int FLAG_SEV_ES = 1 << 2;
    private static final long NPF_WRITE = 1 << 1;
    private static final long IOIO_IN = 1;
    private static final long LOW_32 = 0xFFFF_FFFFL;
    /** What a bus that nobody drives reads as. */
    private static final byte FLOATING = (byte) 0xFF;

    private final int index;
    private final GuestMemory memory;
    private final SimRandom rdrand;
    private final List<GuestProgram> programs;
    private final GuestFunctions functions;
    private final World world;
    private VcpuEntry entry;

    GuestExecution(
            int index,
            GuestMemoryAccess memory,
            NestedPaging paging,
            SimRandom rdrand,
            List<GuestProgram> programs,
            GuestFunctions functions,
            World world) {
        this.index = index;
        this.memory = new GuestMemory(memory, paging, this::nestedPageFault);
        this.rdrand = rdrand;
        this.programs = programs;
        this.functions = functions;
        this.world = world;
        this.entry = new VcpuEntry(index, 0, 0, 0, 0, 0, 0, 0, Bytes.EMPTY);
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
    public int in(int port, int widthBytes) {
        long answered = exit(io(port, widthBytes) | IOIO_IN, 1, 0, Bytes.EMPTY).rax();
        return (int) (answered & widthMask(widthBytes));
    }

    @Override
    public void out(int port, int widthBytes, int value) {
        var unused = exit(io(port, widthBytes), 1, value & widthMask(widthBytes), Bytes.EMPTY);
    }

    @Override
    public void outBytes(int port, Bytes values) {
        if (!values.isEmpty()) {
            var unused = exit(io(port, 1), values.length(), 0, values);
        }
    }

    @Override
    public Bytes inBytes(int port, int count) {
        if (count == 0) {
            return Bytes.EMPTY;
        }
        Bytes answered = exit(io(port, 1) | IOIO_IN, count, 0, Bytes.EMPTY).data();
        byte[] content = new byte[count];
        Arrays.fill(content, FLOATING);
        answered.slice(0, Math.min(count, answered.length())).copyTo(content, 0);
        return Bytes.copyOf(content);
    }

    @Override
    public long readMsr(int msr) {
        if (msr == MSR_SEV_STATUS) {
            world.check();
            int flags = entry.sevFlags();
            return ((flags & FLAG_SEV) != 0 ? 1 : 0) | ((flags & FLAG_SEV_ES) != 0 ? 2 : 0);
        }
        VcpuEntry answer = exit(ExitReason.MSR, 0, 0, 0, 0, msr & LOW_32, 0, Bytes.EMPTY);
        return (answer.rdx() << 32) | (answer.rax() & LOW_32);
    }

    @Override
    public void writeMsr(int msr, long value) {
        if (msr == MSR_SEV_STATUS) {
            world.check();
            return;
        }
        var unused = exit(ExitReason.MSR, 1, 0, value & LOW_32, 0, msr & LOW_32, value >>> 32, Bytes.EMPTY);
    }

    @Override
    public CpuidResult cpuid(int leaf, int subleaf) {
        VcpuEntry answer = exit(ExitReason.CPUID, leaf & LOW_32, subleaf & LOW_32, 0, 0, 0, 0, Bytes.EMPTY);
        return new CpuidResult((int) answer.rax(), (int) answer.rbx(), (int) answer.rcx(), (int) answer.rdx());
    }

    @Override
    public long hypercall(long number, long a0, long a1, long a2) {
        return exit(ExitReason.VMMCALL, 0, 0, number, a0, a1, a2, Bytes.EMPTY).rax();
    }

    @Override
    public void writeBackCaches() {
        exit(ExitReason.WBINVD);
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
        throw world.stop(new VcpuExit(index, ExitReason.SHUTDOWN, 0, 0, 0, 0, 0, 0, Bytes.EMPTY));
    }

    private void nestedPageFault(long address, GuestMemory.Access access) {
        long error = access == GuestMemory.Access.WRITE ? NPF_WRITE : 0;
        var unused = exit(ExitReason.NPF, error, address, 0, 0, 0, 0, Bytes.EMPTY);
    }

    private void exit(ExitReason reason) {
        var unused = exit(reason, 0, 0, 0, 0, 0, 0, Bytes.EMPTY);
    }

    private VcpuEntry exit(long ioInfo, long count, long rax, Bytes data) {
        return exit(ExitReason.IOIO, ioInfo, count, rax, 0, 0, 0, data);
    }

    private VcpuEntry exit(
            ExitReason reason, long info1, long info2, long rax, long rbx, long rcx, long rdx, Bytes data) {
        enter(world.leave(new VcpuExit(index, reason, info1, info2, rax, rbx, rcx, rdx, data)));
        return entry;
    }

    private static long io(int port, int widthBytes) {
        if (port < 0 || port > 0xFFFF || (widthBytes != 1 && widthBytes != 2 && widthBytes != 4)) {
            throw new IllegalArgumentException("port 0x" + Integer.toHexString(port) + " width " + widthBytes
                    + ", expected a 16-bit port and a width of 1, 2 or 4");
        }
        return ((long) port << 16) | ((long) widthBytes << 4);
    }

    private static long widthMask(int widthBytes) {
        return LOW_32 >>> (32 - 8 * widthBytes);
    }

    /** The way out of the guest. */
    interface World {
        /** Leaves with an exit and comes back with the next entry. */
        VcpuEntry leave(VcpuExit exit);

        /** Ends the vCPU; the exit is shown when guest code has been unwound. */
        VcpuStopped stop(VcpuExit last);

        /** Unwinds guest code that goes on after its vCPU stopped. */
        void check();

        void cacheFlushed();
    }
}
