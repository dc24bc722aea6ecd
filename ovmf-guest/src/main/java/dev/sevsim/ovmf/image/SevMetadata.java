package dev.sevsim.ovmf.image;

import dev.sevsim.abi.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The {@code ASEV} descriptor: what a VMM prepares in guest memory for SNP.
 *
 * <pre>
 *   0    4   "ASEV"
 *   4    4   u32 length of the descriptor, 16 + 12 n
 *   8    4   u32 version, 1
 *   12   4   u32 number of sections
 *   16       sections: u32 base, u32 size, u32 type
 * </pre>
 *
 * <p>Source: docs/reference/ovmf-guest.md section 4.1.
 *
 * @param sections in file order
 */
public record SevMetadata(List<Section> sections) {
    private static final Bytes SIGNATURE = Bytes.ofAscii("ASEV");
    private static final int HEADER_SIZE = 16;
    private static final int SECTION_SIZE = 12;
    private static final int VERSION = 1;

    /**
     * One range.
     *
     * @param base guest physical address
     * @param size bytes
     * @param type 1 validate, 2 secrets page, 3 CPUID page, 4 SVSM calling area, 0x10 kernel hashes
     */
    public record Section(long base, long size, int type) {
        /** What the type means; a number for one that is not assigned. */
        public String meaning() {
            return switch (type) {
                case 1 -> "memory to validate";
                case 2 -> "SNP secrets page";
                case 3 -> "CPUID page";
                case 4 -> "SVSM calling area";
                case 0x10 -> "kernel hashes page";
                default -> "0x" + Integer.toHexString(type) + " (unknown)";
            };
        }
    }

    public SevMetadata {
        sections = List.copyOf(sections);
    }

    /** The wire form. */
    public Bytes encode() {
        int length = HEADER_SIZE + SECTION_SIZE * sections.size();
        ByteBuffer b = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        b.put(SIGNATURE.toArray()).putInt(length).putInt(VERSION).putInt(sections.size());
        for (Section section : sections) {
            b.putInt((int) section.base()).putInt((int) section.size()).putInt(section.type());
        }
        return Bytes.copyOf(b.array());
    }

    /**
     * Reads the descriptor that begins {@code distance} bytes before the end of an image; empty when there is no
     * well-formed one.
     */
    public static Optional<SevMetadata> read(Bytes image, long distance) {
        if (distance < HEADER_SIZE || distance > image.length()) {
            return Optional.empty();
        }
        int start = image.length() - (int) distance;
        ByteBuffer b = image.asLittleEndian();
        long count = Integer.toUnsignedLong(b.getInt(start + 12));
        long length = HEADER_SIZE + SECTION_SIZE * count;
        boolean wellFormed = image.slice(start, start + 4).equals(SIGNATURE)
                && b.getInt(start + 8) == VERSION
                && length == Integer.toUnsignedLong(b.getInt(start + 4))
                && length <= distance;
        return wellFormed ? Optional.of(readSections(b, start + HEADER_SIZE, (int) count)) : Optional.empty();
    }

    private static SevMetadata readSections(ByteBuffer b, int start, int count) {
        List<Section> sections = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int at = start + SECTION_SIZE * i;
            sections.add(new Section(
                    Integer.toUnsignedLong(b.getInt(at)), Integer.toUnsignedLong(b.getInt(at + 4)), b.getInt(at + 8)));
        }
        return new SevMetadata(sections);
    }
}
