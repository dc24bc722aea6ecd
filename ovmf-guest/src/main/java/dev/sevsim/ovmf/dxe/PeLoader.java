package dev.sevsim.ovmf.dxe;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.efi.EfiMemoryType;
import dev.sevsim.abi.efi.EfiStatus;
import dev.sevsim.ovmf.sec.GuestMemory;
import java.util.OptionalLong;

/** Puts a PE/COFF image from private memory where it runs: headers, sections, base relocations. */
record PeLoader(GuestMemory memory, MemoryMap map) {
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

    Loaded load(Blob file) {
        Bytes head = memory.read(file.address(), (int) Math.min(file.size(), PeImage.HEADER_LIMIT));
        PeImage image = PeImage.parse(head, file.size());
        if (EfiStatus.isError(image.status())) {
            return failed(image.status());
        }
        OptionalLong place = place(image);
        if (place.isEmpty()) {
            return failed(EfiStatus.OUT_OF_RESOURCES);
        }
        long base = place.getAsLong();
        Loaded loaded = new Loaded(EfiStatus.SUCCESS, base, image.imageSize(), base + image.entryOffset());
        memory.copy(file.address(), base, image.headerSize());
        for (PeImage.Section section : image.sections()) {
            long target = base + section.memoryOffset();
            memory.copy(file.address() + section.fileOffset(), target, section.fileSize());
            memory.zero(target + section.fileSize(), section.memorySize() - section.fileSize());
        }
        if (!relocate(image, base)) {
            unload(loaded);
            return failed(EfiStatus.LOAD_ERROR);
        }
        return loaded;
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

    private boolean relocate(PeImage image, long base) {
        long delta = base - image.preferredBase();
        long at = image.relocations().offset();
        long end = at + image.relocations().size();
        while (delta != 0 && end - at >= RELOCATION_BLOCK_HEADER) {
            long page = Integer.toUnsignedLong(memory.u32(base + at));
            long size = Integer.toUnsignedLong(memory.u32(base + at + 4));
            if (size < RELOCATION_BLOCK_HEADER || size > end - at) {
                return false;
            }
            Bytes block = memory.read(base + at, (int) size);
            for (int i = RELOCATION_BLOCK_HEADER; i + 1 < size; i += 2) {
                int entry = block.u8(i) | (block.u8(i + 1) << 8);
                if (!fix(entry >>> 12, page + (entry & 0xFFF), delta, image, base)) {
                    return false;
                }
            }
            at += size;
        }
        return true;
    }

    private boolean fix(int type, long offset, long delta, PeImage image, long base) {
        int width = type == RELOCATION_64 ? Long.BYTES : Integer.BYTES;
        if (type == RELOCATION_ABSOLUTE) {
            return true;
        }
        if ((type != RELOCATION_64 && type != RELOCATION_32) || offset + width > image.imageSize()) {
            return false;
        }
        if (type == RELOCATION_64) {
            memory.putU64(base + offset, memory.u64(base + offset) + delta);
        } else {
            memory.putU32(base + offset, memory.u32(base + offset) + (int) delta);
        }
        return true;
    }

    private static Loaded failed(long status) {
        return new Loaded(status, 0, 0, 0);
    }
}
