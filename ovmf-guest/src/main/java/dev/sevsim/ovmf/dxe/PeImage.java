package dev.sevsim.ovmf.dxe;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.efi.EfiStatus;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The headers of a 64-bit PE/COFF image, as far as loading one needs them. Any bytes may be given; nothing is trusted.
 *
 * <p>Source: Microsoft PE/COFF specification; UEFI Specification 2.10 section 2.1.1.
 *
 * @param status EFI_SUCCESS; EFI_UNSUPPORTED for what is no x86-64 EFI application; EFI_LOAD_ERROR for one whose
 *     headers contradict themselves. The other components count only with EFI_SUCCESS
 * @param preferredBase where the image was linked for
 * @param entryOffset entry point, from the base
 * @param imageSize bytes in memory
 * @param headerSize bytes at the start that are loaded as they are
 * @param alignment of sections in memory
 * @param relocationsStripped whether it runs only at {@code preferredBase}
 * @param relocations base-relocation directory; its size is 0 when there is none
 * @param sections in file order
 */
record PeImage(
        long status,
        long preferredBase,
        long entryOffset,
        long imageSize,
        long headerSize,
        long alignment,
        boolean relocationsStripped,
        Directory relocations,
        List<Section> sections) {
    /** Headers must lie within this many bytes. */
    static final int HEADER_LIMIT = 1 << 16;

    private static final int DOS_HEADER_SIZE = 64;
    private static final int PE_OFFSET_AT = 0x3C;
    private static final int COFF_HEADER_SIZE = 24;
    private static final int SECTION_HEADER_SIZE = 40;
    private static final int OPTIONAL_FIXED_SIZE = 112;
    private static final int RELOCATION_DIRECTORY = 5;
    private static final int PE_SIGNATURE = 0x0000_4550;
    private static final int DOS_SIGNATURE = 0x5A4D;
    private static final int MACHINE_X64 = 0x8664;
    private static final int PE32_PLUS = 0x20B;
    private static final int EFI_APPLICATION = 10;
    private static final int RELOCATIONS_STRIPPED = 1;
    private static final long LARGEST_ALIGNMENT = 1L << 30;
    private static final Directory NO_DIRECTORY = new Directory(0, 0);

    /** A range of the loaded image. */
    record Directory(long offset, long size) {}

    /**
     * One section.
     *
     * @param memoryOffset from the base
     * @param memorySize bytes in memory
     * @param fileOffset in the file
     * @param fileSize bytes that are copied, at most {@code memorySize}
     */
    record Section(long memoryOffset, long memorySize, long fileOffset, long fileSize) {
        private boolean fits(long imageBytes, long fileBytes) {
            return memoryOffset + memorySize <= imageBytes && fileOffset + fileSize <= fileBytes;
        }
    }

    PeImage {
        sections = List.copyOf(sections);
    }

    /**
     * Reads headers.
     *
     * @param head the first bytes of the file, {@link #HEADER_LIMIT} or all of it
     * @param fileSize bytes of the whole file
     */
    static PeImage parse(Bytes head, long fileSize) {
        ByteBuffer b = head.asLittleEndian();
        if (head.length() < DOS_HEADER_SIZE || u16(b, 0) != DOS_SIGNATURE) {
            return refused(EfiStatus.UNSUPPORTED);
        }
        long pe = u32(b, PE_OFFSET_AT);
        if (pe + COFF_HEADER_SIZE + OPTIONAL_FIXED_SIZE > head.length() || b.getInt((int) pe) != PE_SIGNATURE) {
            return refused(EfiStatus.UNSUPPORTED);
        }
        int coff = (int) pe + 4;
        int optional = (int) pe + COFF_HEADER_SIZE;
        boolean ours = u16(b, coff) == MACHINE_X64
                && u16(b, optional) == PE32_PLUS
                && u16(b, optional + 68) == EFI_APPLICATION;
        return ours ? parseApplication(b, coff, optional, fileSize) : refused(EfiStatus.UNSUPPORTED);
    }

    private static List<Section> sections(ByteBuffer b, int table, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> section(b, table + i * SECTION_HEADER_SIZE))
                .toList();
    }

    private static PeImage parseApplication(ByteBuffer b, int coff, int optional, long fileSize) {
        int optionalSize = u16(b, coff + 16);
        int sectionCount = u16(b, coff + 2);
        long sectionTable = (long) optional + optionalSize;
        long sectionTableEnd = sectionTable + (long) sectionCount * SECTION_HEADER_SIZE;
        long imageSize = u32(b, optional + 56);
        long headerSize = u32(b, optional + 60);
        long entry = u32(b, optional + 16);
        long alignment = u32(b, optional + 32);
        boolean consistent = optionalSize >= OPTIONAL_FIXED_SIZE
                && sectionTableEnd <= Math.min(headerSize, b.capacity())
                && headerSize <= Math.min(fileSize, imageSize)
                && entry < imageSize
                && alignment <= LARGEST_ALIGNMENT
                && Long.bitCount(alignment) == 1;
        if (!consistent) {
            return refused(EfiStatus.LOAD_ERROR);
        }
        List<Section> sections = sections(b, (int) sectionTable, sectionCount);
        // More bytes from the file than there are in the image are refused too: our choice, which bounds the copying.
        Directory relocations = relocations(b, optional, optionalSize);
        if (sections.stream().mapToLong(Section::fileSize).sum() > imageSize
                || !sections.stream().allMatch(section -> section.fits(imageSize, fileSize))
                || relocations.offset() + relocations.size() > imageSize) {
            return refused(EfiStatus.LOAD_ERROR);
        }
        boolean stripped = (u16(b, coff + 18) & RELOCATIONS_STRIPPED) != 0;
        return new PeImage(
                EfiStatus.SUCCESS,
                b.getLong(optional + 24),
                entry,
                imageSize,
                headerSize,
                alignment,
                stripped,
                relocations,
                sections);
    }

    private static Section section(ByteBuffer b, int at) {
        long virtualSize = u32(b, at + 8);
        long rawSize = u32(b, at + 16);
        // A section without a virtual size is as big as its data.
        long memorySize = virtualSize == 0 ? rawSize : virtualSize;
        long fileOffset = rawSize == 0 ? 0 : u32(b, at + 20);
        return new Section(u32(b, at + 12), memorySize, fileOffset, Math.min(memorySize, rawSize));
    }

    private static Directory relocations(ByteBuffer b, int optional, int optionalSize) {
        int at = OPTIONAL_FIXED_SIZE + 8 * RELOCATION_DIRECTORY;
        boolean present = u32(b, optional + 108) > RELOCATION_DIRECTORY
                && optionalSize >= at + 8
                && optional + at + 8 <= b.capacity();
        return present ? new Directory(u32(b, optional + at), u32(b, optional + at + 4)) : NO_DIRECTORY;
    }

    private static PeImage refused(long status) {
        return new PeImage(status, 0, 0, 0, 0, 0, false, NO_DIRECTORY, List.of());
    }

    private static int u16(ByteBuffer b, int at) {
        return Short.toUnsignedInt(b.getShort(at));
    }

    private static long u32(ByteBuffer b, int at) {
        return Integer.toUnsignedLong(b.getInt(at));
    }
}
