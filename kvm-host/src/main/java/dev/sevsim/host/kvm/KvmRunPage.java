package dev.sevsim.host.kvm;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SystemPhysical;
import dev.sevsim.host.kernel.KernelMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * {@code struct kvm_run} and the page of port data behind it, shared between KVM and the VMM.
 *
 * <p>Source: Linux uapi {@code linux/kvm.h}; docs/reference/kvm-host.md section 4.3.
 */
public final class KvmRunPage {
    public static final int EXIT_IO = 2;
    public static final int EXIT_HYPERCALL = 3;
    public static final int EXIT_HLT = 5;
    public static final int EXIT_MMIO = 6;
    public static final int EXIT_SHUTDOWN = 8;
    public static final int EXIT_FAIL_ENTRY = 9;
    public static final int EXIT_INTR = 10;
    public static final int EXIT_INTERNAL_ERROR = 17;
    public static final int EXIT_SYSTEM_EVENT = 24;
    public static final int EXIT_AP_RESET_HOLD = 32;

    /** Kind of system event: the guest asked to be terminated. */
    public static final int SEV_TERM = 6;

    public static final int EXIT_REASON = 8;
    public static final int UNION = 32;
    public static final int IO_DIRECTION = 32;
    public static final int IO_SIZE = 33;
    public static final int IO_PORT = 34;
    public static final int IO_COUNT = 36;
    public static final int IO_DATA_OFFSET = 40;
    public static final int MMIO_ADDRESS = 32;
    public static final int MMIO_DATA = 40;
    public static final int MMIO_LENGTH = 48;
    public static final int MMIO_IS_WRITE = 52;

    /** Most bytes of memory-mapped I/O in one exit. */
    public static final int MMIO_CAPACITY = 8;

    public static final int SYSTEM_EVENT_DATA = 40;
    public static final int HYPERCALL_NUMBER = 32;
    public static final int HYPERCALL_ARGUMENTS = 40;
    public static final int HYPERCALL_RESULT = 88;

    /** Values of {@link #IO_DIRECTION}. */
    public static final int IO_IN = 0;

    /** Values of {@link #IO_DIRECTION}. */
    public static final int IO_OUT = 1;

    /** Where port data lies. */
    public static final int DATA_OFFSET = 4096;

    /** Most bytes of port data in one exit. */
    public static final int DATA_CAPACITY = 4096;

    /** Bytes that a VMM maps. */
    public static final int MAPPED_BYTES = 2 * 4096;

    private static final int UNION_BYTES = 64;

    private final KernelMemory.Buffer pages;
    private final KernelMemory kernel;

    KvmRunPage(KernelMemory kernel) {
        this.kernel = kernel;
        this.pages = kernel.allocate(MAPPED_BYTES);
    }

    KernelMemory.Buffer pages() {
        return pages;
    }

    void exit(int reason) {
        exit(reason, ByteBuffer.allocate(UNION_BYTES));
    }

    void failEntry(long hardwareReason) {
        exit(EXIT_FAIL_ENTRY, union().putLong(0, hardwareReason));
    }

    /** A fault where nothing is mapped, of an instruction that this host cannot emulate: its length is 0. */
    void unmapped(long guestAddress, boolean write) {
        exit(EXIT_MMIO, mmio(guestAddress, write));
    }

    /** Asks for {@code length} bytes, at most {@link #MMIO_CAPACITY}. */
    void mmioRead(long guestAddress, int length) {
        exit(EXIT_MMIO, mmio(guestAddress, false).putInt(MMIO_LENGTH - UNION, length));
    }

    /** Brings at most {@link #MMIO_CAPACITY} bytes. */
    void mmioWrite(long guestAddress, Bytes content) {
        exit(
                EXIT_MMIO,
                mmio(guestAddress, true)
                        .put(MMIO_DATA - UNION, content.toArray())
                        .putInt(MMIO_LENGTH - UNION, content.length()));
    }

    Bytes mmioData(int length) {
        return read(MMIO_DATA, length);
    }

    /** KVM_SYSTEM_EVENT_SEV_TERM with the GHCB MSR. */
    void terminated(long msr) {
        exit(EXIT_SYSTEM_EVENT, union().putInt(0, SEV_TERM).putInt(4, 1).putLong(8, msr));
    }

    void hypercall(long number, long... arguments) {
        ByteBuffer b = union().putLong(0, number);
        for (int i = 0; i < arguments.length; i++) {
            b.putLong(HYPERCALL_ARGUMENTS - UNION + i * Long.BYTES, arguments[i]);
        }
        exit(EXIT_HYPERCALL, b);
    }

    long hypercallResult() {
        return read(HYPERCALL_RESULT, Long.BYTES).asLittleEndian().getLong();
    }

    void io(int direction, int width, int port, int count) {
        exit(
                EXIT_IO,
                union().put(0, (byte) direction)
                        .put(IO_SIZE - UNION, (byte) width)
                        .putShort(IO_PORT - UNION, (short) port)
                        .putInt(IO_COUNT - UNION, count)
                        .putLong(IO_DATA_OFFSET - UNION, DATA_OFFSET));
    }

    void writeData(Bytes data) {
        write(DATA_OFFSET, data);
    }

    Bytes readData(int length) {
        return read(DATA_OFFSET, length);
    }

    private static ByteBuffer mmio(long guestAddress, boolean write) {
        return union().putLong(0, guestAddress).put(MMIO_IS_WRITE - UNION, (byte) (write ? 1 : 0));
    }

    private static ByteBuffer union() {
        return ByteBuffer.allocate(UNION_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void exit(int reason, ByteBuffer union) {
        byte[] raw = new byte[UNION_BYTES];
        union.get(0, raw);
        write(EXIT_REASON, Bytes.u32Le(reason));
        write(UNION, Bytes.copyOf(raw));
    }

    private void write(int offset, Bytes content) {
        kernel.port().write(new SystemPhysical(pages.address().value() + offset), content);
    }

    private Bytes read(int offset, int length) {
        return kernel.port().read(new SystemPhysical(pages.address().value() + offset), length);
    }
}
