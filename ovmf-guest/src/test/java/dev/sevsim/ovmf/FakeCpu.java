package dev.sevsim.ovmf;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.ghcb.GhcbMsr;
import dev.sevsim.bus.cpu.CpuidResult;
import dev.sevsim.bus.cpu.GuestFunction;
import dev.sevsim.bus.cpu.InterceptedInstructions;
import dev.sevsim.bus.cpu.InterceptingCpu;
import dev.sevsim.bus.memory.Encryption;
import dev.sevsim.ovmf.image.FirmwareImage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A vCPU for tests: sparse memory whose encrypted accesses are scrambled, so that shared and private views differ, and
 * devices that a test plugs into ports.
 */
public final class FakeCpu extends InterceptingCpu {
    /** Thrown where a real vCPU would stop for good. */
    public static final class Stopped extends AssertionError {
        private static final long serialVersionUID = 1L;

        Stopped(String how) {
            super(how);
        }
    }

    /** What sits behind ports. */
    interface Ports {
        boolean handles(int port);

        int in(int port, int widthBytes);

        void out(int port, int widthBytes, int value);

        default Bytes inBytes(int port, int count) {
            byte[] raw = new byte[count];
            for (int i = 0; i < count; i++) {
                raw[i] = (byte) in(port, 1);
            }
            return Bytes.copyOf(raw);
        }
    }

    public static final long SEV = 1;
    public static final long SEV_ES = 3;
    public static final int C_BIT = 51;

    private static final int SEV_STATUS = 0xC001_0131;
    private static final int MARKER_SIZE = 16;

    public final Map<Integer, CpuidResult> cpuid = new HashMap<>();
    public final Map<Integer, Long> msrs = new HashMap<>();
    final List<Ports> devices = new ArrayList<>();
    final Map<Bytes, GuestFunction> routines = new HashMap<>();
    final Map<Long, GuestFunction> programs = new HashMap<>();
    /** What was written to the interrupt command register. */
    final List<Long> interrupts = new ArrayList<>();

    LongConsumer interrupted = command -> {};
    public int exits;
    int index;
    public int flushes;

    /** Handler of the VMM communication exception, once vectored. */
    @Nullable
    InterceptedInstructions vectored;

    /** The hypervisor's protocol versions. */
    long sevInfo = GhcbMsr.sevInfo(2, 1, C_BIT);

    /** Answers requests in the GHCB MSR with an unknown code. */
    boolean answersNonsense;

    /** The page of the last request; 0 when there was none. */
    long lastGhcb;

    private final FakeHypervisor hypervisor = new FakeHypervisor(this);
    private final Map<Long, byte[]> pages = new HashMap<>();
    private final StringBuilder console = new StringBuilder();
    private final boolean encrypting;

    private FakeCpu(boolean encrypting) {
        this.encrypting = encrypting;
    }

    /** A vCPU of an SEV guest with the status MSR given. */
    public static FakeCpu sev(long statusMsr) {
        FakeCpu cpu = new FakeCpu(true);
        cpu.cpuid.put(0x8000_0000, new CpuidResult(0x8000_0021, 0, 0, 0));
        cpu.cpuid.put(0x8000_001F, new CpuidResult(0xF, C_BIT, 0, 0));
        cpu.msrs.put(0xC001_0131, statusMsr);
        return cpu;
    }

    /** A vCPU of an ordinary guest. */
    public static FakeCpu plain() {
        FakeCpu cpu = new FakeCpu(false);
        cpu.cpuid.put(0x8000_0000, new CpuidResult(0x8000_0008, 0, 0, 0));
        return cpu;
    }

    /** Puts an image below 4 GiB as a launch leaves it: encrypted under SEV. */
    public FakeCpu withFlash(Bytes image) {
        write(new GuestPhysical((1L << 32) - image.length()), Encryption.ENCRYPTED, image);
        return this;
    }

    public String console() {
        return console.toString();
    }

    /** What the host sees at an address. */
    public Bytes hostView(long address, int length) {
        return read(new GuestPhysical(address), Encryption.PLAIN, length);
    }

    /** What the guest sees at an address it maps private. */
    public Bytes guestView(long address, int length) {
        return read(new GuestPhysical(address), Encryption.ENCRYPTED, length);
    }

    public void guestWrite(long address, Bytes content) {
        write(new GuestPhysical(address), Encryption.ENCRYPTED, content);
    }

    /** Runs firmware; answers how it stopped, or {@code returned}. */
    public String boot(OvmfFirmware firmware) {
        try {
            firmware.run(this, FirmwareImage.RESET_VECTOR);
            return "returned";
        } catch (Stopped stopped) {
            return String.valueOf(stopped.getMessage());
        }
    }

    @Override
    public int index() {
        return index;
    }

    @Override
    public void read(GuestPhysical address, Encryption encryption, byte[] target, int offset, int length) {
        for (int done = 0; done < length; ) {
            long at = address.value() + done;
            int part = Math.min(length - done, Page.SIZE - (int) (at % Page.SIZE));
            System.arraycopy(page(at), (int) (at % Page.SIZE), target, offset + done, part);
            done += part;
        }
        scramble(address.value(), encryption, target, offset, length);
    }

    @Override
    public void write(GuestPhysical address, Encryption encryption, byte[] source, int offset, int length) {
        byte[] raw = new byte[length];
        System.arraycopy(source, offset, raw, 0, length);
        scramble(address.value(), encryption, raw, 0, length);
        for (int done = 0; done < length; ) {
            long at = address.value() + done;
            int part = Math.min(length - done, Page.SIZE - (int) (at % Page.SIZE));
            System.arraycopy(raw, done, page(at), (int) (at % Page.SIZE), part);
            done += part;
        }
    }

    @Override
    public Bytes fetch(GuestPhysical address, int length) {
        return read(address, Encryption.ENCRYPTED, length);
    }

    @Override
    public void flushCache(GuestPhysical address, int length) {
        flushes++;
    }

    @Override
    public long call(GuestPhysical address, long... arguments) {
        GuestFunction program = programs.get(address.value());
        GuestFunction routine = program != null ? program : routines.get(fetch(address, MARKER_SIZE));
        if (routine == null) {
            throw tripleFault();
        }
        return routine.call(this, arguments);
    }

    @Override
    public void install(GuestPhysical address, String name, GuestFunction function) {
        byte[] marker = new byte[MARKER_SIZE];
        byte[] tag = ("R" + routines.size()).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(tag, 0, marker, 0, tag.length);
        write(address, Encryption.ENCRYPTED, marker, 0, MARKER_SIZE);
        routines.put(Bytes.copyOf(marker), function);
    }

    @Override
    public long readMsr(int msr) {
        if (msr == SEV_STATUS || (hasEncryptedState() && msr == GhcbMsr.NUMBER)) {
            return msrs.getOrDefault(msr, 0L);
        }
        return intercepted().readMsr(msr);
    }

    @Override
    public void writeMsr(int msr, long value) {
        if (hasEncryptedState() && msr == GhcbMsr.NUMBER) {
            msrs.put(msr, value);
            return;
        }
        intercepted().writeMsr(msr, value);
    }

    @Override
    public void vmgexit() {
        exits++;
        hypervisor.vmgexit();
    }

    @Override
    public void vectorVmmCommunication(InterceptedInstructions handler) {
        vectored = handler;
    }

    private boolean hasEncryptedState() {
        return (msrs.getOrDefault(SEV_STATUS, 0L) & 2) != 0;
    }

    @Override
    protected InterceptedInstructions intercepted() {
        if (!hasEncryptedState()) {
            return plain;
        }
        InterceptedInstructions handler = vectored;
        if (handler == null) {
            throw tripleFault();
        }
        return handler;
    }

    /** What the instructions do when a hypervisor carries them out. */
    public final InterceptedInstructions plain = new InterceptedInstructions() {
        @Override
        public int in(int port, int widthBytes) {
            exits++;
            for (Ports device : devices) {
                if (device.handles(port)) {
                    return device.in(port, widthBytes);
                }
            }
            return widthBytes == 1 ? 0xFF : -1;
        }

        @Override
        public void out(int port, int widthBytes, int value) {
            exits++;
            for (Ports device : devices) {
                if (device.handles(port)) {
                    device.out(port, widthBytes, value);
                }
            }
        }

        @Override
        public void outBytes(int port, Bytes values) {
            exits++;
            if (port == 0x3F8) {
                console.append(values.toUtf8());
            }
        }

        @Override
        public Bytes inBytes(int port, int count) {
            exits++;
            for (Ports device : devices) {
                if (device.handles(port)) {
                    return device.inBytes(port, count);
                }
            }
            byte[] ones = new byte[count];
            java.util.Arrays.fill(ones, (byte) 0xFF);
            return Bytes.copyOf(ones);
        }

        @Override
        public long readMsr(int msr) {
            exits++;
            return msrs.getOrDefault(msr, 0L);
        }

        @Override
        public void writeMsr(int msr, long value) {
            exits++;
            msrs.put(msr, value);
        }

        @Override
        public CpuidResult cpuid(int leaf, int subleaf) {
            exits++;
            return cpuid.getOrDefault(leaf, new CpuidResult(0, 0, 0, 0));
        }

        @Override
        public long hypercall(long number, long a0, long a1, long a2) {
            return -1;
        }

        @Override
        public void writeBackCaches() {}
    };

    @Override
    public void halt() {
        throw new Stopped("halt");
    }

    @Override
    public long random() {
        return 0x0123_4567_89AB_CDEFL;
    }

    @Override
    public AssertionError deadLoop() {
        throw new Stopped("dead loop");
    }

    @Override
    public AssertionError tripleFault() {
        throw new Stopped("triple fault");
    }

    private byte[] page(long address) {
        return pages.computeIfAbsent(address / Page.SIZE, key -> new byte[Page.SIZE]);
    }

    private void scramble(long address, Encryption encryption, byte[] raw, int offset, int length) {
        if (encrypting && encryption == Encryption.ENCRYPTED) {
            for (int i = 0; i < length; i++) {
                raw[offset + i] ^= (byte) (0xA5 + (address + i) * 31 + ((address + i) >>> 12));
            }
        }
    }
}
