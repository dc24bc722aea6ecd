package dev.sevsim.ovmf.dxe;

import dev.sevsim.abi.Bytes;
import dev.sevsim.ovmf.sec.GuestMemory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A file that was fetched into private memory.
 *
 * @param address guest physical address; 0 for an empty blob
 * @param size bytes
 */
public record Blob(long address, long size) {
    public static final Blob EMPTY = new Blob(0, 0);

    private static final int CHUNK = 1 << 20;

    public boolean isEmpty() {
        return size == 0;
    }

    /** SHA-256 of what is in memory now, 32 bytes. */
    public Bytes sha256(GuestMemory memory) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[(int) Math.min(size, CHUNK)];
            for (long done = 0; done < size; done += buffer.length) {
                int part = (int) Math.min(buffer.length, size - done);
                memory.read(address + done, buffer, part);
                digest.update(buffer, 0, part);
            }
            return Bytes.copyOf(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
