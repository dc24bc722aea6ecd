package dev.sevsim.ovmf.dxe;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.efi.EfiMemoryType;
import dev.sevsim.abi.efi.EfiStatus;
import dev.sevsim.bus.cpu.CodeExtent;
import dev.sevsim.ovmf.sec.GuestMemory;
import java.util.OptionalLong;

/** Puts a PE/COFF image from private memory where it runs: headers, sections, base relocations. */
record PeLoader(GuestMemory memory, MemoryMap map) {
    /** Bytes of the largest file, and of the largest image in memory: our choice. */
    private static final long LARGEST = 512L << 20;

    private static final int RELOCATION_BLOCK_HEADER = 8;
    private static final int RELOCATION_ABSOLUTE = 0;
    private static final int RELOCATION_32 = 3;
    private static final int RELOCATION_64 = 10;

    /**
     * An image in memory.
     *
     * @param status EFI_SUCCESS, or why there is no image
     * @param base its first byte
     * @param size its bytes
     * @param entry address of its entry point
     */
    record Loaded(long status, long base, long size, long entry) {
        long pages() {
            return (size + Page.SIZE - 1) / Page.SIZE;
        }
    }

    /** Reads the file once: what was written to memory as {@code file} runs, and nothing else does. */
    Loaded load(Blob file) {
        if (file.size() > LARGEST) {
            return failed(EfiStatus.OUT_OF_RESOURCES);
        }
        byte[] content = new byte[(int) file.size()];
        memory.read(file.address(), content, content.length);
        Bytes head = Bytes.copyOf(content, 0, Math.min(content.length, PeImage.HEADER_LIMIT));
        PeImage image = PeImage.parse(head, file.size());
        if (EfiStatus.isError(image.status())) {
            return failed(image.status());
        }
        OptionalLong place = image.imageSize() > LARGEST ? OptionalLong.empty() : place(image);
        if (place.isEmpty()) {
            return failed(EfiStatus.OUT_OF_RESOURCES);
        }
        long base = place.getAsLong();
        Loaded loaded = new Loaded(EfiStatus.SUCCESS, base, image.imageSize(), base + image.entryOffset());
        ImagePages pages = pages(image, content);
        if (!relocate(image, base, pages)) {
            unload(loaded);
            return failed(EfiStatus.LOAD_ERROR);
        }
        CodeExtent code = CodeExtent.ofPages(new GuestPhysical(base), image.imageSize(), pages.contents(base));
        if (file.isAsWritten(content)) {
            memory.cpu().loadCode(code);
        } else {
            code.contents().forEach(memory::write);
        }
        pages.zeroPages().forEach(page -> memory.zero(base + page, Page.SIZE));
        return loaded;
    }

    private static ImagePages pages(PeImage image, byte[] content) {
        ImagePages pages = new ImagePages();
        pages.put(0, content, 0, (int) image.headerSize());
        for (PeImage.Section section : image.sections()) {
            pages.put(section.memoryOffset(), content, (int) section.fileOffset(), (int) section.fileSize());
            pages.zero(section.memoryOffset() + section.fileSize(), section.memorySize() - section.fileSize());
        }
        return pages;
    }

    void unload(Loaded loaded) {
        map.free(loaded.base(), loaded.pages());
    }

    private OptionalLong place(PeImage image) {
        int type = EfiMemoryType.LOADER_CODE.code();
        long pages = (image.imageSize() + Page.SIZE - 1) / Page.SIZE;
        if (image.relocationsStripped()) {
            long status = map.allocateAt(type, image.preferredBase(), pages);
            return EfiStatus.isError(status) ? OptionalLong.empty() : OptionalLong.of(image.preferredBase());
        }
        long extra = Math.max(0, image.alignment() / Page.SIZE - 1);
        OptionalLong got = map.allocate(type, pages + extra, -1);
        if (got.isEmpty() || extra == 0) {
            return got;
        }
        long first = got.getAsLong();
        long base = (first + image.alignment() - 1) & -image.alignment();
        giveBack(first, base);
        giveBack(base + pages * Page.SIZE, first + (pages + extra) * Page.SIZE);
        return OptionalLong.of(base);
    }

    private void giveBack(long start, long end) {
        if (start < end) {
            map.free(start, (end - start) / Page.SIZE);
        }
    }

    private static boolean relocate(PeImage image, long base, ImagePages pages) {
        long delta = base - image.preferredBase();
        long at = image.relocations().offset();
        long end = at + image.relocations().size();
        while (delta != 0 && end - at >= RELOCATION_BLOCK_HEADER) {
            long page = pages.u32(at);
            long size = pages.u32(at + 4);
            if (size < RELOCATION_BLOCK_HEADER || size > end - at) {
                return false;
            }
            byte[] block = pages.get(at, (int) size);
            for (int i = RELOCATION_BLOCK_HEADER; i + 1 < size; i += 2) {
                int entry = (block[i] & 0xFF) | ((block[i + 1] & 0xFF) << 8);
                if (!fix(entry >>> 12, page + (entry & 0xFFF), delta, image, pages)) {
                    return false;
                }
            }
            at += size;
        }
        return true;
    }

    private static boolean fix(int type, long offset, long delta, PeImage image, ImagePages pages) {
        int width = type == RELOCATION_64 ? Long.BYTES : Integer.BYTES;
        if (type == RELOCATION_ABSOLUTE) {
            return true;
        }
        if ((type != RELOCATION_64 && type != RELOCATION_32) || offset + width > image.imageSize()) {
            return false;
        }
        pages.add(offset, width, delta);
        return true;
    }

    private static Loaded failed(long status) {
        return new Loaded(status, 0, 0, 0);
    }
}
