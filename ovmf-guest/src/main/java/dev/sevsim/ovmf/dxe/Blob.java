package dev.sevsim.ovmf.dxe;

import dev.sevsim.abi.Bytes;
import dev.sevsim.ovmf.sec.GuestMemory;
import java.util.Optional;

/**
 * A file that was fetched into private memory.
 *
 * @param address guest physical address; 0 for an empty blob
 * @param size bytes
 * @param sha256 of what was written there; empty for a file that is not run
 */
public record Blob(long address, long size, Optional<Bytes> sha256) {
    public static final Blob EMPTY = new Blob(0, 0);

    private static final int CHUNK = 1 << 20;

    /** A file that is not run. */
    public Blob(long address, long size) {
        this(address, size, Optional.empty());
    }

    public boolean isEmpty() {
        return size == 0;
    }

    /** SHA-256 of what is in memory now, 32 bytes. */
    public Bytes digestNow(GuestMemory memory) {
        BlobDigest digest = new BlobDigest();
        byte[] buffer = new byte[(int) Math.min(size, CHUNK)];
        for (long done = 0; done < size; done += buffer.length) {
            int part = (int) Math.min(buffer.length, size - done);
            memory.read(address + done, buffer, part);
            digest.update(buffer, part);
        }
        return digest.value();
    }

    /** The same file; {@code written} has seen all of it. */
    public Blob with(BlobDigest written) {
        return new Blob(address, size, Optional.of(written.value()));
    }

    /** Whether {@code content}, all of the file as it was read again, is what was written. */
    boolean isAsWritten(byte[] content) {
        BlobDigest read = new BlobDigest();
        read.update(content, content.length);
        return sha256.equals(Optional.of(read.value()));
    }
}
