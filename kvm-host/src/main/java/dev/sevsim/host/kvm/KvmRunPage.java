package dev.sevsim.host.kvm;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SystemPhysical;
import dev.sevsim.abi.uapi.KvmRun;
import dev.sevsim.abi.uapi.KvmRunFailEntry;
import dev.sevsim.abi.uapi.KvmRunHypercall;
import dev.sevsim.abi.uapi.KvmRunIo;
import dev.sevsim.abi.uapi.KvmRunMmio;
import dev.sevsim.abi.uapi.KvmRunSystemEvent;
import dev.sevsim.host.kernel.KernelMemory;

/** KVM's side of a vCPU's {@link KvmRun} page. */
final class KvmRunPage {
    /** Bytes of the union that every exit writes, so that nothing of the last one stays. */
    private static final int UNION_BYTES = KvmRunHypercall.SIZE;

    private static final int ARGUMENT_BYTES = 48;

    private final KernelMemory.Buffer pages;
    private final KernelMemory kernel;

    KvmRunPage(KernelMemory kernel) {
        this.kernel = kernel;
        this.pages = kernel.allocate(KvmRun.MAPPED_BYTES);
    }

    KernelMemory.Buffer pages() {
        return pages;
    }

    void exit(int reason) {
        exit(reason, Bytes.EMPTY);
    }

    void failEntry(long hardwareReason) {
        exit(KvmRun.EXIT_FAIL_ENTRY, new KvmRunFailEntry(hardwareReason, 0).encode());
    }

    /** A fault where nothing is mapped, of an instruction that this host cannot emulate: its length is 0. */
    void unmapped(long guestAddress, boolean write) {
        mmio(guestAddress, Bytes.EMPTY, 0, write ? 1 : 0);
    }

    /** Asks for {@code length} bytes, at most {@link KvmRunMmio#CAPACITY}. */
    void mmioRead(long guestAddress, int length) {
        mmio(guestAddress, Bytes.EMPTY, length, 0);
    }

    /** Brings at most {@link KvmRunMmio#CAPACITY} bytes. */
    void mmioWrite(long guestAddress, Bytes content) {
        mmio(guestAddress, content, content.length(), 1);
    }

    Bytes mmioData(int length) {
        return read(KvmRun.UNION + KvmRunMmio.DATA, length);
    }

    /** KVM_SYSTEM_EVENT_SEV_TERM with the GHCB MSR. */
    void terminated(long msr) {
        exit(KvmRun.EXIT_SYSTEM_EVENT, new KvmRunSystemEvent(KvmRunSystemEvent.SEV_TERM, 1, msr).encode());
    }

    void hypercall(long number, long... arguments) {
        Bytes words = Bytes.EMPTY;
        for (long argument : arguments) {
            words = Bytes.concat(words, Bytes.u64Le(argument));
        }
        exit(KvmRun.EXIT_HYPERCALL, new KvmRunHypercall(number, words.paddedTo(ARGUMENT_BYTES), 0, 0).encode());
    }

    long hypercallResult() {
        return read(KvmRun.UNION + KvmRunHypercall.RESULT, Long.BYTES)
                .asLittleEndian()
                .getLong();
    }

    void io(int direction, int width, int port, int count) {
        exit(KvmRun.EXIT_IO, new KvmRunIo(direction, width, port, count, KvmRun.DATA_OFFSET).encode());
    }

    void writeData(Bytes data) {
        write(KvmRun.DATA_OFFSET, data);
    }

    Bytes readData(int length) {
        return read(KvmRun.DATA_OFFSET, length);
    }

    private void mmio(long guestAddress, Bytes content, int length, int isWrite) {
        exit(
                KvmRun.EXIT_MMIO,
                new KvmRunMmio(guestAddress, content.paddedTo(KvmRunMmio.CAPACITY), length, isWrite).encode());
    }

    private void exit(int reason, Bytes union) {
        write(KvmRun.EXIT_REASON, Bytes.u32Le(reason));
        write(KvmRun.UNION, union.paddedTo(UNION_BYTES));
    }

    private void write(int offset, Bytes content) {
        kernel.port().write(new SystemPhysical(pages.address().value() + offset), content);
    }

    private Bytes read(int offset, int length) {
        return kernel.port().read(new SystemPhysical(pages.address().value() + offset), length);
    }
}
