package dev.sevsim.abi.image;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Guid;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/**
 * The kernel-hashes table of measured direct boot: 168 bytes padded to 176; entry headers of 18 bytes with a u16
 * length.
 *
 * <p>Source: docs/reference/ovmf-guest.md section 9, docs/reference/kvm-host.md section 5.4.
 *
 * @param commandLine SHA-256 of the command line with its NUL
 * @param initrd SHA-256 of the initrd; of nothing when there is none
 * @param kernel SHA-256 of the kernel file
 */
public record KernelHashes(Bytes commandLine, Bytes initrd, Bytes kernel) {
    public static final Guid TABLE = Guid.of("9438d606-4f22-4cc9-b479-a793d411fd21");
    public static final Guid KERNEL = Guid.of("4de79437-abd2-427f-b835-d5b172d2045b");
    public static final Guid INITRD = Guid.of("44baf731-3a2f-4bd7-9af1-41e29169781d");
    public static final Guid COMMAND_LINE = Guid.of("97d02dd8-bd20-4c94-aa78-e7714d36ab2a");

    /** Bytes of a record's GUID and length. */
    public static final int RECORD_HEADER_SIZE = 18;

    /** The length field of the whole table. */
    public static final int TABLE_LENGTH = 168;

    /** Bytes that a VMM writes and measures. */
    public static final int PADDED_SIZE = 176;

    private static final int HASH_SIZE = 32;

    /**
     * Hashes the inputs as a VMM does.
     *
     * @param kernel the kernel file
     * @param initrd the initrd file; empty when there is none
     * @param commandLine the text of {@code -append}; empty and absent are the same single NUL
     */
    public static KernelHashes of(Bytes kernel, Bytes initrd, String commandLine) {
        return new KernelHashes(
                sha256(Bytes.concat(Bytes.ofUtf8(commandLine), Bytes.of(0))), sha256(initrd), sha256(kernel));
    }

    /** The 176 bytes that are measured. */
    public Bytes encode() {
        return Bytes.concat(
                        TABLE.toWire(),
                        Bytes.of(TABLE_LENGTH, 0),
                        record(COMMAND_LINE, commandLine),
                        record(INITRD, initrd),
                        record(KERNEL, kernel))
                .paddedTo(PADDED_SIZE);
    }

    /** Reads a table of exactly the records above, in that order; empty for anything else. */
    public static Optional<KernelHashes> decode(Bytes raw) {
        if (raw.length() < TABLE_LENGTH) {
            return Optional.empty();
        }
        int first = RECORD_HEADER_SIZE;
        int step = RECORD_HEADER_SIZE + HASH_SIZE;
        KernelHashes read =
                new KernelHashes(hashAt(raw, first), hashAt(raw, first + step), hashAt(raw, first + 2 * step));
        boolean same = read.encode().slice(0, TABLE_LENGTH).equals(raw.slice(0, TABLE_LENGTH));
        return same ? Optional.of(read) : Optional.empty();
    }

    /** SHA-256 as the table uses it. */
    public static Bytes sha256(Bytes content) {
        try {
            return Bytes.copyOf(MessageDigest.getInstance("SHA-256").digest(content.toArray()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static Bytes record(Guid guid, Bytes hash) {
        return Bytes.concat(guid.toWire(), Bytes.of(RECORD_HEADER_SIZE + HASH_SIZE, 0), hash);
    }

    private static Bytes hashAt(Bytes raw, int recordStart) {
        int start = recordStart + RECORD_HEADER_SIZE;
        return raw.slice(start, start + HASH_SIZE);
    }
}
