package dev.sevsim.ovmf.grub;

import dev.sevsim.abi.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The first 592 bytes of a LUKS1 volume; integers are big-endian.
 *
 * <pre>
 *   0    6   "LUKS" 0xBA 0xBE
 *   6    2   u16 version, 1
 *   8   32   cipher name
 *   40  32   cipher mode
 *   72  32   hash
 *   104  4   u32 first sector of the payload
 *   108  4   u32 bytes of the master key
 *   112 20   digest of the master key
 *   132 32   salt of that digest
 *   164  4   u32 iterations of that digest
 *   168 40   UUID, text
 *   208      8 key slots of 48 bytes
 * </pre>
 *
 * <p>Source: LUKS On-Disk Format Specification 1.2.3, section 3.
 *
 * @param cipher cipher name and mode, joined by a hyphen
 * @param hash hash of PBKDF2 and of the stripes
 * @param payloadSector where the encrypted data begins
 * @param keyLength bytes of the master key
 * @param digest PBKDF2 of the master key
 * @param digestSalt its salt
 * @param digestIterations its iterations
 * @param uuid name of the volume
 * @param slots the eight key slots
 */
record LuksHeader(
        String cipher,
        String hash,
        long payloadSector,
        int keyLength,
        Bytes digest,
        Bytes digestSalt,
        int digestIterations,
        String uuid,
        List<Slot> slots) {
    static final int SIZE = 592;
    static final int SALT_SIZE = 32;
    static final int DIGEST_SIZE = 20;
    static final int SLOTS = 8;

    private static final Bytes MAGIC = Bytes.of('L', 'U', 'K', 'S', 0xBA, 0xBE, 0, 1);
    private static final int NAME_SIZE = 32;
    private static final int UUID_SIZE = 40;
    private static final int SLOTS_OFFSET = 208;
    private static final int SLOT_SIZE = 48;
    private static final int ENABLED = 0x00AC_71F3;
    private static final int DISABLED = 0x0000_DEAD;

    /**
     * A key slot.
     *
     * @param enabled whether it holds the master key
     * @param iterations of PBKDF2 over the passphrase; unsigned
     * @param salt of PBKDF2
     * @param sector where its stripes lie
     * @param stripes how many; unsigned
     */
    record Slot(boolean enabled, int iterations, Bytes salt, long sector, int stripes) {}

    LuksHeader {
        slots = List.copyOf(slots);
    }

    /** Reads the first sectors of a disk; empty when they are no LUKS1 header. */
    static Optional<LuksHeader> read(Bytes raw) {
        if (raw.length() < SIZE || !raw.slice(0, MAGIC.length()).equals(MAGIC)) {
            return Optional.empty();
        }
        ByteBuffer b = ByteBuffer.wrap(raw.toArray());
        List<Slot> slots = new ArrayList<>();
        for (int at = SLOTS_OFFSET; at < SIZE; at += SLOT_SIZE) {
            slots.add(new Slot(
                    b.getInt(at) == ENABLED,
                    b.getInt(at + 4),
                    raw.slice(at + 8, at + 8 + SALT_SIZE),
                    Integer.toUnsignedLong(b.getInt(at + 40)),
                    b.getInt(at + 44)));
        }
        return Optional.of(new LuksHeader(
                text(raw, 8, NAME_SIZE) + "-" + text(raw, 40, NAME_SIZE),
                text(raw, 72, NAME_SIZE),
                Integer.toUnsignedLong(b.getInt(104)),
                b.getInt(108),
                raw.slice(112, 132),
                raw.slice(132, 164),
                b.getInt(164),
                text(raw, 168, UUID_SIZE),
                slots));
    }

    /** The header's bytes. */
    Bytes encode() {
        ByteBuffer b = ByteBuffer.allocate(SIZE);
        int hyphen = cipher.indexOf('-');
        b.put(MAGIC.toArray());
        b.put(8, ascii(cipher.substring(0, hyphen))).put(40, ascii(cipher.substring(hyphen + 1)));
        b.put(72, ascii(hash));
        b.putInt(104, (int) payloadSector).putInt(108, keyLength);
        b.put(112, digest.toArray()).put(132, digestSalt.toArray()).putInt(164, digestIterations);
        b.put(168, ascii(uuid));
        for (int i = 0; i < slots.size(); i++) {
            Slot slot = slots.get(i);
            int at = SLOTS_OFFSET + i * SLOT_SIZE;
            b.putInt(at, slot.enabled() ? ENABLED : DISABLED).putInt(at + 4, slot.iterations());
            b.put(at + 8, slot.salt().toArray());
            b.putInt(at + 40, (int) slot.sector()).putInt(at + 44, slot.stripes());
        }
        return Bytes.copyOf(b.array());
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Text up to a NUL; what does not print is shown as a question mark, it goes to a console. */
    private static String text(Bytes raw, int offset, int size) {
        StringBuilder text = new StringBuilder();
        for (int i = offset; i < offset + size && raw.u8(i) != 0; i++) {
            boolean printable = raw.u8(i) > ' ' && raw.u8(i) < 0x7F;
            text.append(printable ? (char) raw.u8(i) : '?');
        }
        return text.toString();
    }
}
