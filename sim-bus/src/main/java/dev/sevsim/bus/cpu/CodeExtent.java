package dev.sevsim.bus.cpu;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/**
 * Where a modelled program lies in guest memory, and the plaintext of the pages there that it was made from.
 *
 * <p>Pages without plaintext here hold no code: free space and variables of an OVMF image, zero-filled data of a kernel.
 */
public final class CodeExtent {
    private final long base;
    private final long length;
    private final List<CodePage> pages;

    /**
     * One page of code.
     *
     * @param address guest physical, of its first byte
     * @param image holds its plaintext
     * @param offset of the page in {@code image}
     */
    record CodePage(long address, Bytes image, int offset) {}

    private CodeExtent(long base, long length, List<CodePage> pages) {
        if (!Page.isAligned(base) || length <= 0) {
            throw new IllegalArgumentException("code at 0x" + Long.toHexString(base) + ", " + length
                    + " bytes, expected a page's address and bytes");
        }
        this.base = base;
        this.length = length;
        this.pages = List.copyOf(pages);
    }

    /**
     * An image that lies in memory as in its file.
     *
     * @param base of its first byte, a multiple of 4096
     * @param image a multiple of 4096 bytes
     * @param isCode whether a page of the image, counted from 0, is code
     */
    public static CodeExtent ofImage(GuestPhysical base, Bytes image, IntPredicate isCode) {
        List<CodePage> pages = new ArrayList<>();
        for (int offset = 0; offset < image.length(); offset += Page.SIZE) {
            if (isCode.test(offset / Page.SIZE)) {
                pages.add(new CodePage(base.value() + offset, image, offset));
            }
        }
        return new CodeExtent(base.value(), image.length(), pages);
    }

    /**
     * A program that a loader puts together.
     *
     * @param base of its first byte, a multiple of 4096
     * @param length bytes in memory
     * @param pages plaintext of each page of code, 4096 bytes, by guest physical address
     */
    public static CodeExtent ofPages(GuestPhysical base, long length, SortedMap<Long, Bytes> pages) {
        return new CodeExtent(
                base.value(),
                length,
                pages.entrySet().stream()
                        .map(page -> new CodePage(page.getKey(), page.getValue(), 0))
                        .toList());
    }

    /** The plaintext of each page of code, 4096 bytes, by guest physical address. */
    public SortedMap<Long, Bytes> contents() {
        SortedMap<Long, Bytes> contents = new TreeMap<>();
        for (CodePage page : pages) {
            contents.put(page.address(), page.image().slice(page.offset(), page.offset() + Page.SIZE));
        }
        return contents;
    }

    List<CodePage> pages() {
        return pages;
    }

    boolean contains(GuestPhysical address) {
        long from = address.value() - base;
        return from >= 0 && from < length;
    }

    boolean overlaps(CodeExtent other) {
        return base < other.base + other.length && other.base < base + length;
    }
}
