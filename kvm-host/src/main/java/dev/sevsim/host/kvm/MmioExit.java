package dev.sevsim.host.kvm;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.uapi.KvmRunMmio;
import java.util.Optional;

/**
 * Memory-mapped I/O by a GHCB request, passed to user space in pieces that fit the shared page.
 *
 * <p>Source: docs/reference/kvm-host.md section 4.4; Linux uapi {@code linux/kvm.h}.
 */
final class MmioExit implements UserExit {
    private final KvmRunPage run;
    private final long guestAddress;
    private final boolean write;
    private final byte[] data;
    private int done;

    private MmioExit(KvmRunPage run, long guestAddress, boolean write, byte[] data) {
        this.run = run;
        this.guestAddress = guestAddress;
        this.write = write;
        this.data = data;
    }

    static MmioExit read(KvmRunPage run, long guestAddress, int length) {
        return new MmioExit(run, guestAddress, false, new byte[length]);
    }

    static MmioExit write(KvmRunPage run, long guestAddress, Bytes content) {
        return new MmioExit(run, guestAddress, true, content.toArray());
    }

    @Override
    public void present() {
        if (write) {
            run.mmioWrite(guestAddress + done, Bytes.copyOf(data, done, piece()));
        } else {
            run.mmioRead(guestAddress + done, piece());
        }
    }

    @Override
    public Optional<EntryRegisters> complete() {
        int piece = piece();
        if (!write) {
            run.mmioData(piece).copyTo(data, done);
        }
        done += piece;
        return done < data.length
                ? Optional.empty()
                : Optional.of(new EntryRegisters(0, 0, 0, 0, write ? Bytes.EMPTY : Bytes.copyOf(data)));
    }

    private int piece() {
        return Math.min(data.length - done, KvmRunMmio.CAPACITY);
    }
}
