package dev.sevsim.abi.secret;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Guid;
import dev.sevsim.abi.SecretBytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * The GUIDed table of launch secrets as an owner packs it; entry headers of 20 bytes with a u32 length.
 *
 * <pre>
 *   0   16   header GUID
 *   16   4   u32 length of the table, header and entries, padding not counted
 *   20       entries: GUID, u32 length (data + 20), data; not aligned
 * </pre>
 *
 * <p>Reading is the kernel's business (it decides what a malformed table means), so there is no decoder here.
 *
 * <p>Source: docs/reference/guest-kernel.md section 4, docs/reference/guest-owner-tools.md section 2.7.
 *
 * @param entries in table order
 */
public record SecretTable(List<Entry> entries) {
    public static final Guid HEADER = Guid.of("1e74f542-71dd-4d66-963e-ef4287ff173b");

    /** Bytes of the header, and of each entry's GUID and length. */
    public static final int HEADER_SIZE = 20;

    /** The granularity of a LAUNCH_SECRET packet. */
    public static final int PACKET_ALIGNMENT = 16;

    /** EFI configuration table under which OVMF publishes the area. */
    public static final Guid COCO_SECRET_AREA = Guid.of("adf956ad-e98c-484c-ae11-b51c7d336447");

    /** The disk passphrase that GRUB looks for. */
    public static final Guid DISK_PASSPHRASE = Guid.of("736869e5-84f0-4973-92ec-06879ce3da0b");

    /**
     * One secret.
     *
     * @param guid its name
     * @param data its bytes
     */
    public record Entry(Guid guid, SecretBytes data) {}

    public SecretTable {
        entries = List.copyOf(entries);
    }

    /** Bytes of the table, padding not counted. */
    public int length() {
        int length = HEADER_SIZE;
        for (Entry entry : entries) {
            length += HEADER_SIZE + entry.data().length();
        }
        return length;
    }

    /** Bytes of the packet that carries it: the length rounded up to 16. */
    public int paddedLength() {
        return (length() + PACKET_ALIGNMENT - 1) / PACKET_ALIGNMENT * PACKET_ALIGNMENT;
    }

    /** The table, zero-padded to a multiple of 16; a secret. */
    public SecretBytes encode() {
        byte[] table = new byte[paddedLength()];
        ByteBuffer b = ByteBuffer.wrap(table).order(ByteOrder.LITTLE_ENDIAN);
        putHeader(b, HEADER, length());
        for (Entry entry : entries) {
            byte[] data = entry.data().reveal();
            putHeader(b, entry.guid(), HEADER_SIZE + data.length);
            b.put(data);
            Arrays.fill(data, (byte) 0);
        }
        SecretBytes encoded = SecretBytes.copyOf(table);
        Arrays.fill(table, (byte) 0);
        return encoded;
    }

    private static void putHeader(ByteBuffer b, Guid guid, int length) {
        Bytes wire = guid.toWire();
        b.put(wire.toArray()).putInt(length);
    }
}
