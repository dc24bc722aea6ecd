package dev.sevsim.kernel.machine;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.bus.cpu.CpuidLeaf;
import dev.sevsim.bus.cpu.CpuidResult;
import dev.sevsim.bus.cpu.Msr;
import dev.sevsim.testkit.guest.FakeCpu;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** A vCPU with what a Linux guest uses of a machine: serial port, PM1 block, fw_cfg, kvmclock and KVM's CPUID. */
public final class KernelCpu extends FakeCpu {
    private static final int DATA_PORT = 0x3F8;
    private static final int INTERRUPT_IDENTIFICATION = 0x3FA;
    private static final int PM1_STATUS = 0x600;
    private static final int PM1_CONTROL = 0x604;

    /** 2022-06-28 11:54:00 UTC less what the clock has counted when the kernel starts it. */
    private static final long WALL_SECONDS = 1656417240L - 5;

    private static final long SYSTEM_NANOS = 5_000_000_000L;
    private static final int IDLE_HALTS = 3;

    private final Deque<Integer> input = new ArrayDeque<>();
    private int idleHalts;
    private boolean buttonWhenIdle;
    private boolean breakEncryption;
    private Runnable whenIdle = () -> {};
    private @Nullable Runnable onHalt;

    /** An SEV guest under KVM that offers no features. */
    public KernelCpu() {
        super(true);
        setKvmFeatures(0);
        setCpuid(CpuidLeaf.HYPERVISOR, new CpuidResult(CpuidLeaf.KVM_FEATURES, 0x4B4D564B, 0x564B4D56, 0x4D));
        setCpuid(CpuidLeaf.LARGEST_EXTENDED, new CpuidResult(CpuidLeaf.ENCRYPTION, 0, 0, 0));
        setCpuid(CpuidLeaf.ADDRESS_SIZES, new CpuidResult(48, 0, 0, 0));
        setSevStatus(SEV);
        plug(new Board());
    }

    /** Sets the status MSR and the CPUID leaf that goes with it; 0 for an ordinary guest. */
    public void setSevStatus(long status) {
        setEncrypting((status & SEV) != 0);
        setMsr(Msr.SEV_STATUS, status);
        setCpuid(CpuidLeaf.ENCRYPTION, new CpuidResult(status == 0 ? 0 : 0xA, C_BIT | 5 << 6, 0, 0));
    }

    public void setKvmFeatures(int bits) {
        setCpuid(CpuidLeaf.KVM_FEATURES, new CpuidResult(bits, 0, 0, 0));
    }

    public void type(String text) {
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            input.add(b & 0xFF);
        }
    }

    /** A character for each byte. */
    @Override
    public String console() {
        return new String(sent(), StandardCharsets.ISO_8859_1);
    }

    /** Presses the power button once all input is read. */
    public void pressButtonWhenIdle() {
        buttonWhenIdle = true;
    }

    /** Fetches something else than what was written with the C-bit. */
    public void breakEncryption() {
        breakEncryption = true;
    }

    /** Adds a fw_cfg device with one item, which reads and writes memory as a device does: without any key. */
    public void addFwCfg() {
        plug(new FwCfg());
    }

    /** Runs {@code action} once, when nothing is typed any more. */
    public void whenIdle(Runnable action) {
        whenIdle = action;
    }

    /** Runs {@code action} at each halt instead of giving up after some. */
    public void onHalt(Runnable action) {
        onHalt = action;
    }

    @Override
    public Bytes fetch(GuestPhysical address, int length) {
        return breakEncryption && length == Long.BYTES ? Bytes.zeros(length) : super.fetch(address, length);
    }

    @Override
    protected void msrWritten(int msr, long value) {
        if (msr == Msr.KVM_SYSTEM_TIME) {
            byte[] time = new byte[32];
            littleEndian(time).putInt(2).putInt(0).putLong(0).putLong(SYSTEM_NANOS);
            hostWrite(value & ~(long) Msr.KVM_ENABLED, Bytes.copyOf(time));
        } else if (msr == Msr.KVM_WALL_CLOCK) {
            byte[] wall = new byte[12];
            littleEndian(wall).putInt(2).putInt((int) WALL_SECONDS);
            hostWrite(value, Bytes.copyOf(wall));
        }
    }

    private static ByteBuffer littleEndian(byte[] raw) {
        return ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
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
        if (idleHalts > IDLE_HALTS) {
            throw new Stopped("idle");
        }
    }

    /** Serial port and PM1 block. */
    private final class Board implements Ports {
        @Override
        public boolean handles(int port) {
            return port == DATA_PORT || port == INTERRUPT_IDENTIFICATION || port == PM1_STATUS || port == PM1_CONTROL;
        }

        @Override
        public int in(int port, int widthBytes) {
            return switch (port) {
                case DATA_PORT -> input.remove();
                case INTERRUPT_IDENTIFICATION -> 0xC0 | (input.isEmpty() ? 1 : input.size() < 14 ? 0xC : 4);
                default -> port == PM1_STATUS && buttonWhenIdle && input.isEmpty() ? 1 << 8 : 0;
            };
        }

        @Override
        public void out(int port, int widthBytes, int value) {
            if (port == PM1_CONTROL && widthBytes == 2 && value == 0x2000) {
                throw new Stopped("powered off");
            }
        }
    }

    /** The signature and the interface item, 3, by port and by DMA. */
    private final class FwCfg implements Ports {
        private static final int SELECTOR = 0x510;
        private static final int DATA = 0x511;
        private static final int DMA_LOW = 0x518;

        private Bytes item = Bytes.EMPTY;
        private int position;

        @Override
        public boolean handles(int port) {
            return port == SELECTOR || port == DATA || port == DMA_LOW;
        }

        @Override
        public int in(int port, int widthBytes) {
            return port == DATA ? item.u8(position++) : 0;
        }

        @Override
        public void out(int port, int widthBytes, int value) {
            if (port == SELECTOR) {
                item = value == 0 ? Bytes.ofAscii("QEMU") : Bytes.u32Le(3);
                position = 0;
            } else if (port == DMA_LOW) {
                transfer(Integer.toUnsignedLong(Integer.reverseBytes(value)));
            }
        }

        /** The interface item to the address in a request of big-endian control, length and address. */
        private void transfer(long request) {
            ByteBuffer fields = ByteBuffer.wrap(hostView(request, 16).toArray());
            if (fields.getInt(0) == (1 << 16 | 0xA) && fields.getInt(4) == 4) {
                hostWrite(fields.getLong(8), Bytes.u32Le(3));
                hostWrite(request, Bytes.zeros(4));
            }
        }
    }
}
