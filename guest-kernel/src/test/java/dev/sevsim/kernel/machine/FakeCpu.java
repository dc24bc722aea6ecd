package dev.sevsim.kernel.machine;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.bus.cpu.CpuidResult;
import dev.sevsim.bus.cpu.GuestCpu;
import dev.sevsim.bus.cpu.GuestFunction;
import dev.sevsim.bus.cpu.InterceptedInstructions;
import dev.sevsim.bus.memory.Encryption;
import dev.sevsim.kernel.memory.PlainMemory;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A vCPU over DRAM in which private bytes are scrambled, so that a read through the wrong C-bit gives garbage.
 *
 * <p>Serial port, PM1 block, kvmclock and CPUID answer as much as the kernel asks.
 */
public final class FakeCpu implements GuestCpu {
    /** Thrown when the guest cuts the power or stops for good. */
    public static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Stopped(String how) {
            super(how);
        }
    }

    private static final int MASK = 0xA5;
    private static final int GHCB_MSR = 0xC0010130;

    private final PlainMemory dram = new PlainMemory();
    private final Map<Long, GuestFunction> functions = new HashMap<>();
    private final Deque<Integer> input = new ArrayDeque<>();
    private final ByteArrayOutputStream serial = new ByteArrayOutputStream();
    private long systemTimePage = -1;
    private long nanos = 5_000_000_000L;
    private int idleHalts;

    public long sevStatus = 1;
    public long wallSeconds = 1656417240L - 5; // 2022-06-28 11:54:00 UTC less what the clock already counted
    public boolean buttonWhenIdle;
    public boolean breakEncryption;
    public int kvmFeatures;
    /** A fw_cfg device with one item, which reads and writes memory as a device does: without any key. */
    public boolean hasFwCfg;

    public final List<Long> hypercalls = new ArrayList<>();
    public final Map<Integer, Long> msrs = new HashMap<>();
    public long flushedBytes;
    /** Runs once when nothing is typed any more. */
    public Runnable whenIdle = () -> {};
    /** Waits instead of giving up after some halts. */
    public @Nullable Runnable onHalt;

    private final FakeHypervisor hypervisor = new FakeHypervisor(this);
    private @Nullable InterceptedInstructions handler;
    private boolean inHypervisor;
    private int fwCfgKey;

    public void type(String text) {
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            input.add(b & 0xFF);
        }
    }

    public String console() {
        return serial.toString(StandardCharsets.ISO_8859_1);
    }

    /** DRAM as the hypervisor sees it. */
    public PlainMemory dram() {
        return dram;
    }

    /** Requests of an SEV-ES guest: codes of the MSR protocol, then exit codes. */
    public List<Long> requests() {
        return hypervisor.requests;
    }

    @Override
    public void vectorVmmCommunication(InterceptedInstructions vectored) {
        handler = vectored;
    }

    @Override
    public void vmgexit() {
        inHypervisor = true;
        try {
            msrs.put(GHCB_MSR, hypervisor.exit(msr(GHCB_MSR)));
        } finally {
            inHypervisor = false;
        }
    }

    private boolean raisesException() {
        return (sevStatus & 2) != 0 && !inHypervisor;
    }

    private InterceptedInstructions handler() {
        if (handler == null) {
            throw tripleFault();
        }
        return handler;
    }

    /** What was written to an MSR, 0 if nothing. */
    public long msr(int number) {
        return msrs.getOrDefault(number, 0L);
    }

    public void passTime(long nanosLater) {
        nanos += nanosLater;
        updateClock();
    }

    @Override
    public int index() {
        return 0;
    }

    @Override
    public void read(GuestPhysical address, Encryption encryption, byte[] target, int offset, int length) {
        dram.read(address.value(), target, offset, length);
        scramble(encryption, target, offset, length);
    }

    @Override
    public void write(GuestPhysical address, Encryption encryption, byte[] source, int offset, int length) {
        byte[] copy = new byte[length];
        System.arraycopy(source, offset, copy, 0, length);
        scramble(encryption, copy, 0, length);
        dram.write(address.value(), copy, 0, length);
    }

    private void scramble(Encryption encryption, byte[] bytes, int offset, int length) {
        if (encryption == Encryption.ENCRYPTED && (sevStatus & 1) != 0) {
            for (int i = offset; i < offset + length; i++) {
                bytes[i] ^= (byte) MASK;
            }
        }
    }

    @Override
    public Bytes fetch(GuestPhysical address, int length) {
        Bytes fetched = read(address, Encryption.ENCRYPTED, length);
        return breakEncryption && length == 8 ? Bytes.zeros(length) : fetched;
    }

    @Override
    public void flushCache(GuestPhysical address, int length) {
        flushedBytes += length;
    }

    @Override
    public long call(GuestPhysical address, long... arguments) {
        GuestFunction function = functions.get(address.value());
        if (function == null) {
            throw tripleFault();
        }
        return function.call(this, arguments);
    }

    @Override
    public void install(GuestPhysical address, String name, GuestFunction function) {
        functions.put(address.value(), function);
    }

    @Override
    public int in(int port, int widthBytes) {
        if (raisesException()) {
            return handler().in(port, widthBytes);
        }
        return switch (port) {
            case 0x3FA -> 0xC0 | (input.isEmpty() ? 1 : input.size() < 14 ? 0xC : 4);
            case 0x510 -> 0;
            case 0x600 -> buttonWhenIdle && input.isEmpty() ? 1 << 8 : 0;
            default -> -1;
        };
    }

    @Override
    public void out(int port, int widthBytes, int value) {
        if (raisesException()) {
            handler().out(port, widthBytes, value);
            return;
        }
        if (port == 0x510) {
            fwCfgKey = value;
        } else if (port == 0x518 && hasFwCfg) {
            transfer(Integer.toUnsignedLong(Integer.reverseBytes(value)));
        }
        if (port == 0x604 && widthBytes == 2 && value == 0x2000) {
            throw new Stopped("powered off");
        }
    }

    /** DMA: the interface item, 3, to the address in a request of big-endian control, length and address. */
    private void transfer(long request) {
        byte[] raw = new byte[16];
        dram.read(request, raw, 0, raw.length);
        ByteBuffer fields = ByteBuffer.wrap(raw);
        if (fields.getInt(0) == (1 << 16 | 0xA) && fields.getInt(4) == 4) {
            dram.write(fields.getLong(8), new byte[] {3, 0, 0, 0}, 0, 4);
            dram.write(request, new byte[4], 0, 4);
        }
    }

    @Override
    public void outBytes(int port, Bytes values) {
        if (raisesException()) {
            handler().outBytes(port, values);
            return;
        }
        if (port == 0x3F8) {
            serial.writeBytes(values.toArray());
        }
    }

    @Override
    public Bytes inBytes(int port, int count) {
        if (raisesException()) {
            return handler().inBytes(port, count);
        }
        byte[] read = new byte[count];
        for (int i = 0; i < count; i++) {
            read[i] = port == 0x3F8 ? input.remove().byteValue() : fwCfg(port, i);
        }
        return Bytes.copyOf(read);
    }

    private byte fwCfg(int port, int index) {
        if (port != 0x511 || !hasFwCfg) {
            return (byte) 0xFF;
        }
        return fwCfgKey == 0 ? "QEMU".getBytes(StandardCharsets.US_ASCII)[index] : (byte) (index == 0 ? 3 : 0);
    }

    @Override
    public long readMsr(int msr) {
        if (msr == 0xC0010131) {
            return sevStatus;
        }
        if (msr != GHCB_MSR && raisesException()) {
            return handler().readMsr(msr);
        }
        return msr(msr);
    }

    @Override
    public void writeMsr(int msr, long value) {
        if (msr != GHCB_MSR && raisesException()) {
            handler().writeMsr(msr, value);
            return;
        }
        msrs.put(msr, value);
        if (msr == 0x4B564D01) {
            systemTimePage = value & ~1L;
            updateClock();
        } else if (msr == 0x4B564D00) {
            byte[] wall = new byte[12];
            ByteBuffer.wrap(wall)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(2)
                    .putInt((int) wallSeconds)
                    .putInt(0);
            dram.write(value, wall, 0, wall.length);
        }
    }

    private void updateClock() {
        if (systemTimePage >= 0) {
            byte[] time = new byte[32];
            ByteBuffer.wrap(time)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(2)
                    .putInt(0)
                    .putLong(0)
                    .putLong(nanos);
            dram.write(systemTimePage, time, 0, time.length);
        }
    }

    @Override
    public CpuidResult cpuid(int leaf, int subleaf) {
        if (raisesException()) {
            return handler().cpuid(leaf, subleaf);
        }
        return switch (leaf) {
            case 0x40000000 -> new CpuidResult(0x40000001, 0x4B4D564B, 0x564B4D56, 0x4D);
            case 0x40000001 -> new CpuidResult(kvmFeatures, 0, 0, 0);
            case 0x80000000 -> new CpuidResult(0x8000001F, 0, 0, 0);
            case 0x80000008 -> new CpuidResult(48, 0, 0, 0);
            case 0x8000001F -> new CpuidResult(sevStatus == 0 ? 0 : 0xA, 51 | 5 << 6, 0, 0);
            default -> new CpuidResult(0, 0, 0, 0);
        };
    }

    @Override
    public long hypercall(long number, long a0, long a1, long a2) {
        if (raisesException()) {
            return handler().hypercall(number, a0, a1, a2);
        }
        hypercalls.addAll(List.of(number, a0, a1, a2));
        return -1;
    }

    @Override
    public void writeBackCaches() {
        if (raisesException()) {
            handler().writeBackCaches();
        }
    }

    @Override
    public void halt() {
        Runnable once = whenIdle;
        whenIdle = () -> {};
        once.run();
        if (onHalt != null) {
            onHalt.run();
            return;
        }
        idleHalts++;
        if (idleHalts > 3) {
            throw new Stopped("idle");
        }
    }

    @Override
    public long random() {
        return 0x1122334455667788L;
    }

    @Override
    public AssertionError deadLoop() {
        throw new Stopped("dead loop");
    }

    @Override
    public AssertionError tripleFault() {
        throw new Stopped("triple fault");
    }
}
