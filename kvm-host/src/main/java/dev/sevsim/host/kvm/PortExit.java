package dev.sevsim.host.kvm;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.uapi.KvmRun;
import dev.sevsim.abi.uapi.KvmRunIo;
import dev.sevsim.bus.frame.PortAccess;
import dev.sevsim.bus.frame.VcpuExit;
import java.util.Optional;

/**
 * A string of IN or OUT, passed to user space in pieces that fit the data page.
 *
 * <p>Source: {@link PortAccess}.
 */
final class PortExit implements UserExit {
    /** Bytes of the longest string; what is beyond is not transferred (our choice). */
    private static final int LONGEST = 4 << 20;

    private final KvmRunPage run;
    private final boolean in;
    private final int width;
    private final int port;
    private final byte[] data;
    private int done;
    private int piece;

    PortExit(KvmRunPage run, VcpuExit exit) {
        this.run = run;
        PortAccess access = PortAccess.of(exit);
        this.in = access.in();
        this.width = Math.max(1, Integer.highestOneBit(access.width()));
        this.port = access.port();
        int count = (int) Math.max(1, Math.min(exit.info2(), LONGEST / width));
        this.data = new byte[count * width];
        if (!in) {
            Bytes out = exit.data().isEmpty() ? Bytes.u32Le((int) exit.rax()) : exit.data();
            System.arraycopy(out.toArray(), 0, data, 0, Math.min(out.length(), data.length));
        }
    }

    @Override
    public void present() {
        piece = Math.min(data.length - done, KvmRun.DATA_CAPACITY / width * width);
        run.io(in ? KvmRunIo.READ : KvmRunIo.WRITE, width, port, piece / width);
        if (!in) {
            run.writeData(Bytes.copyOf(data, done, piece));
        }
    }

    @Override
    public Optional<EntryRegisters> complete() {
        if (in) {
            run.readData(piece).copyTo(data, done);
        }
        done += piece;
        if (done < data.length) {
            return Optional.empty();
        }
        return Optional.of(in ? answer() : EntryRegisters.NONE);
    }

    private EntryRegisters answer() {
        Bytes all = Bytes.copyOf(data);
        long first = all.slice(0, width).paddedTo(Long.BYTES).asLittleEndian().getLong();
        return new EntryRegisters(first, 0, 0, 0, all);
    }
}
