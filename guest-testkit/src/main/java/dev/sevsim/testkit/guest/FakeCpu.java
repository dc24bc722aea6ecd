package dev.sevsim.testkit.guest;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.ghcb.GhcbMsr;
import dev.sevsim.bus.cpu.CodeExtent;
import dev.sevsim.bus.cpu.CpuidLeaf;
import dev.sevsim.bus.cpu.CpuidResult;
import dev.sevsim.bus.cpu.GuestFunction;
import dev.sevsim.bus.cpu.GuestProgram;
import dev.sevsim.bus.cpu.InterceptedInstructions;
import dev.sevsim.bus.cpu.InterceptingCpu;
import dev.sevsim.bus.cpu.Msr;
import dev.sevsim.bus.memory.Encryption;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A vCPU for tests: sparse memory whose encrypted accesses are scrambled, so that shared and private views differ, and
 * devices that a test plugs into ports. What is written to the first serial port is the console.
 */
@SuppressWarnings("this-escape") // the hypervisor keeps the processor and uses it at its first exit, not before
public class FakeCpu extends InterceptingCpu {
    /** SEV_STATUS of an SEV guest. */
    public static final long SEV = 1;

    /** SEV_STATUS of an SEV-ES guest. */
    public static final long SEV_ES = 3;

    public static final int C_BIT = 51;

    private static final GuestPhysical RESET_VECTOR = new GuestPhysical(0xFFFF_FFF0L);
    private static final int MARKER_SIZE = 16;
    private static final int SERIAL_PORT = 0x3F8;

    private final SparseMemory dram = new SparseMemory(Long.MAX_VALUE);
    private final Map<Integer, CpuidResult> cpuid = new HashMap<>();
    private final Map<Integer, Long> msrs = new HashMap<>();
    private final List<Ports> devices = new ArrayList<>();
    private final Map<Bytes, GuestFunction> routines = new HashMap<>();
    private final List<Long> hypercalls = new ArrayList<>();
    private final List<Integer> flushes = new ArrayList<>();
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private final Executed executed = new Executed();
    private final FakeHypervisor hypervisor = new FakeHypervisor(this);
    private boolean encrypting;
    private @Nullable InterceptedInstructions vectored;
    private int index;
    private int exits;
    private GuestPhysical stack = new GuestPhysical(0x7000);

    /** Thrown where a real vCPU would stop for good. */
    public static final class Stopped extends AssertionError {
        private static final long serialVersionUID = 1L;

        public Stopped(String how) {
            super(how);
        }
    }

    /** What sits behind ports. */
    public interface Ports {
        boolean handles(int port);

        int in(int port, int widthBytes);

        void out(int port, int widthBytes, int value);

        /** A run of INs, one byte each. */
        default Bytes inBytes(int port, int count) {
            byte[] raw = new byte[count];
            for (int i = 0; i < count; i++) {
                raw[i] = (byte) in(port, 1);
            }
            return Bytes.copyOf(raw);
        }
    }

    /** A vCPU without CPUID leaves; with {@code encrypting} the C-bit has an effect. */
    protected FakeCpu(boolean encrypting) {
        this.encrypting = encrypting;
    }

    /** A vCPU of an SEV guest with the status MSR given. */
    public static FakeCpu sev(long statusMsr) {
        FakeCpu cpu = new FakeCpu(true);
        cpu.setCpuid(CpuidLeaf.LARGEST_EXTENDED, new CpuidResult(0x8000_0021, 0, 0, 0));
        cpu.setCpuid(CpuidLeaf.ENCRYPTION, new CpuidResult(0xF, C_BIT, 0, 0));
        cpu.setMsr(Msr.SEV_STATUS, statusMsr);
        return cpu;
    }

    /** A vCPU of an ordinary guest. */
    public static FakeCpu plain() {
        FakeCpu cpu = new FakeCpu(false);
        cpu.setCpuid(CpuidLeaf.LARGEST_EXTENDED, new CpuidResult(CpuidLeaf.ADDRESS_SIZES, 0, 0, 0));
        return cpu;
    }

    /** Puts an image below 4 GiB as a launch leaves it: encrypted under SEV. */
    public FakeCpu withFlash(Bytes image) {
        write(new GuestPhysical((1L << 32) - image.length()), Encryption.ENCRYPTED, image);
        return this;
    }

    /** Runs firmware from the reset vector; answers how it stopped, or {@code returned}. */
    public String boot(GuestProgram firmware) {
        try {
            long unused = firmware.run(this, RESET_VECTOR);
            return "returned";
        } catch (Stopped stopped) {
            return String.valueOf(stopped.getMessage());
        }
    }

    protected final void setEncrypting(boolean whether) {
        encrypting = whether;
    }

    public final void setCpuid(int leaf, CpuidResult result) {
        cpuid.put(leaf, result);
    }

    /** Sets a register without the effects of WRMSR. */
    public final void setMsr(int number, long value) {
        msrs.put(number, value);
    }

    /** What is in an MSR, 0 if nothing was written. */
    public final long msr(int number) {
        return msrs.getOrDefault(number, 0L);
    }

    /** Every MSR that was written. */
    public final Map<Integer, Long> msrs() {
        return Collections.unmodifiableMap(msrs);
    }

    public final void plug(Ports device) {
        devices.add(device);
    }

    /** Puts a routine behind 16 bytes of code. */
    public final void addRoutine(Bytes code, GuestFunction routine) {
        routines.put(code, routine);
    }

    /** Goes on as another vCPU of the same guest. */
    public final void setIndex(int number) {
        index = number;
    }

    /** What the guest sent to the serial port. */
    protected final byte[] sent() {
        return sent.toByteArray();
    }

    public String console() {
        return sent.toString(StandardCharsets.UTF_8);
    }

    /** Memory as the host and devices see it. */
    public final SparseMemory dram() {
        return dram;
    }

    /** What the host sees at an address. */
    public final Bytes hostView(long address, int length) {
        return read(new GuestPhysical(address), Encryption.PLAIN, length);
    }

    public final void hostWrite(long address, Bytes content) {
        write(new GuestPhysical(address), Encryption.PLAIN, content);
    }

    /** What the guest sees at an address it maps private. */
    public final Bytes guestView(long address, int length) {
        return read(new GuestPhysical(address), Encryption.ENCRYPTED, length);
    }

    public final void guestWrite(long address, Bytes content) {
        write(new GuestPhysical(address), Encryption.ENCRYPTED, content);
    }

    /** Number of instructions that the hypervisor carried out, and of VMGEXITs. */
    public final int exits() {
        return exits;
    }

    /** Bytes of each flush. */
    public final List<Integer> flushes() {
        return Collections.unmodifiableList(flushes);
    }

    /** Number and arguments of each hypercall, four values for one. */
    public final List<Long> hypercalls() {
        return Collections.unmodifiableList(hypercalls);
    }

    /** Requests of an SEV-ES guest: codes of the MSR protocol, then exit codes. */
    public final List<Long> requests() {
        return hypervisor.requests();
    }

    /** What was written to the interrupt command register. */
    public final List<Long> interrupts() {
        return hypervisor.interrupts();
    }

    /** Runs {@code effect} at each interrupt command, as the other vCPUs. */
    public final void onInterrupt(LongConsumer effect) {
        hypervisor.onInterrupt(effect);
    }

    /** Sets the answer to a request for the hypervisor's protocol versions. */
    public final void setSevInfo(long response) {
        hypervisor.setSevInfo(response);
    }

    /** Answers CPUID requests in the GHCB MSR with an unknown code. */
    public final void answerWithUnknownCode() {
        hypervisor.answerWithUnknownCode();
    }

    /** The page of the last request; 0 when there was none. */
    public final long lastGhcb() {
        return hypervisor.lastGhcb();
    }

    @Override
    public final int index() {
        return index;
    }

    @Override
    public final void read(GuestPhysical address, Encryption encryption, byte[] target, int offset, int length) {
        dram.read(address.value(), target, offset, length);
        scramble(address.value(), encryption, target, offset, length);
    }

    @Override
    public final void write(GuestPhysical address, Encryption encryption, byte[] source, int offset, int length) {
        byte[] raw = new byte[length];
        System.arraycopy(source, offset, raw, 0, length);
        scramble(address.value(), encryption, raw, 0, length);
        dram.write(address.value(), raw, 0, length);
    }

    private void scramble(long address, Encryption encryption, byte[] raw, int offset, int length) {
        if (encrypting && encryption == Encryption.ENCRYPTED) {
            for (int i = 0; i < length; i++) {
                raw[offset + i] ^= (byte) (0xA5 + (address + i) * 31 + ((address + i) >>> 12));
            }
        }
    }

    @Override
    public Bytes fetch(GuestPhysical address, int length) {
        return read(address, Encryption.ENCRYPTED, length);
    }

    @Override
    public final void flushCache(GuestPhysical address, int length) {
        flushes.add(length);
    }

    @Override
    public final long call(GuestPhysical address, long... arguments) {
        GuestFunction routine = routines.get(fetch(address, MARKER_SIZE));
        if (routine == null) {
            throw tripleFault();
        }
        return routine.call(this, arguments);
    }

    @Override
    public final GuestPhysical stack() {
        return stack;
    }

    @Override
    public final void useStack(GuestPhysical top) {
        stack = top;
    }

    @Override
    public final void loadCode(CodeExtent extent) {
        extent.contents().forEach((page, content) -> write(new GuestPhysical(page), Encryption.ENCRYPTED, content));
    }

    @Override
    public final void install(GuestPhysical address, String name, GuestFunction function) {
        Bytes marker = Bytes.ofAscii("R" + routines.size()).paddedTo(MARKER_SIZE);
        write(address, Encryption.ENCRYPTED, marker);
        routines.put(marker, function);
    }

    @Override
    public final long readMsr(int msr) {
        boolean own = msr == Msr.SEV_STATUS || (hasEncryptedState() && msr == GhcbMsr.NUMBER);
        return own ? msr(msr) : super.readMsr(msr);
    }

    @Override
    public final void writeMsr(int msr, long value) {
        if (hasEncryptedState() && msr == GhcbMsr.NUMBER) {
            msrs.put(msr, value);
        } else {
            super.writeMsr(msr, value);
        }
    }

    /** For subclasses: the hypervisor has carried out a WRMSR. */
    protected void msrWritten(int msr, long value) {}

    @Override
    public final void vmgexit() {
        exits++;
        hypervisor.vmgexit();
    }

    @Override
    public final void vectorVmmCommunication(InterceptedInstructions handler) {
        vectored = handler;
    }

    private boolean hasEncryptedState() {
        return (msr(Msr.SEV_STATUS) & 2) != 0;
    }

    @Override
    protected final InterceptedInstructions intercepted() {
        if (!hasEncryptedState()) {
            return executed;
        }
        InterceptedInstructions handler = vectored;
        if (handler == null) {
            throw tripleFault();
        }
        return handler;
    }

    /** What the instructions do when a hypervisor carries them out. */
    final InterceptedInstructions executed() {
        return executed;
    }

    @Override
    public void halt() {
        throw new Stopped("halt");
    }

    @Override
    public final long random() {
        return 0x0123_4567_89AB_CDEFL;
    }

    @Override
    public final AssertionError deadLoop() {
        throw new Stopped("dead loop");
    }

    @Override
    public final AssertionError tripleFault() {
        throw new Stopped("triple fault");
    }

    private final class Executed implements InterceptedInstructions {
        private Optional<Ports> device(int port) {
            exits++;
            return devices.stream().filter(device -> device.handles(port)).findFirst();
        }

        @Override
        public int in(int port, int widthBytes) {
            return device(port).map(device -> device.in(port, widthBytes)).orElse(widthBytes == 1 ? 0xFF : -1);
        }

        @Override
        public void out(int port, int widthBytes, int value) {
            device(port).ifPresent(device -> device.out(port, widthBytes, value));
        }

        @Override
        public void outBytes(int port, Bytes values) {
            exits++;
            if (port == SERIAL_PORT) {
                sent.writeBytes(values.toArray());
            }
        }

        @Override
        public Bytes inBytes(int port, int count) {
            return device(port)
                    .map(device -> device.inBytes(port, count))
                    .orElseGet(() -> Bytes.fromHex("ff".repeat(count)));
        }

        @Override
        public long readMsr(int msr) {
            exits++;
            return msr(msr);
        }

        @Override
        public void writeMsr(int msr, long value) {
            exits++;
            msrs.put(msr, value);
            msrWritten(msr, value);
        }

        @Override
        public CpuidResult cpuid(int leaf, int subleaf) {
            exits++;
            return cpuid.getOrDefault(leaf, new CpuidResult(0, 0, 0, 0));
        }

        @Override
        public long hypercall(long number, long a0, long a1, long a2) {
            hypercalls.addAll(List.of(number, a0, a1, a2));
            return -1;
        }

        @Override
        public void writeBackCaches() {}
    }
}
