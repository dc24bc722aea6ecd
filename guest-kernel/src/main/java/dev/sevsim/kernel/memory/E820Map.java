package dev.sevsim.kernel.memory;

import dev.sevsim.abi.Page;
import dev.sevsim.abi.efi.EfiMemoryDescriptor;
import dev.sevsim.abi.uapi.E820Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The kernel's view of physical memory.
 *
 * <p>Source: docs/reference/guest-kernel.md section 2.
 *
 * @param entries in the order of the EFI memory map
 */
public record E820Map(List<Entry> entries) {

    /**
     * A range of one type.
     *
     * @param address first byte
     * @param size bytes
     * @param type kind
     */
    public record Entry(long address, long size, E820Type type) {
        /** The byte after the last. */
        public long end() {
            return address + size;
        }
    }

    public E820Map {
        entries = List.copyOf(entries);
    }

    /** The e820 map of an EFI memory map: types folded, neighbours of equal type merged. */
    public static E820Map ofEfiMap(List<EfiMemoryDescriptor> descriptors) {
        List<Entry> merged = new ArrayList<>();
        for (EfiMemoryDescriptor descriptor : descriptors) {
            Optional<E820Type> type = E820Type.ofEfiType(descriptor.type());
            if (type.isPresent()) {
                append(
                        merged,
                        new Entry(descriptor.physicalStart(), descriptor.pages() << Page.SHIFT, type.orElseThrow()));
            }
        }
        return new E820Map(merged);
    }

    private static void append(List<Entry> merged, Entry next) {
        Entry last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
        if (last != null && last.type() == next.type() && last.end() == next.address()) {
            merged.set(merged.size() - 1, new Entry(last.address(), last.size() + next.size(), last.type()));
        } else {
            merged.add(next);
        }
    }

    /**
     * Whether a whole page of RAM is in the page-aligned range from {@code start} up to, not including, {@code end}.
     */
    boolean holdsRamPage(long start, long end) {
        return entries.stream().filter(entry -> entry.type() == E820Type.RAM).anyMatch(entry -> {
            long first = unsignedMax(start, (entry.address() + Page.SIZE - 1) & -Page.SIZE);
            long last = unsignedMin(end, entry.end() & -Page.SIZE);
            return Long.compareUnsigned(first, last) < 0;
        });
    }

    /** Whether a range lies in one entry of RAM. */
    public boolean isRam(long address, long size) {
        return entries.stream()
                .filter(entry -> entry.type() == E820Type.RAM)
                .anyMatch(entry -> Long.compareUnsigned(address - entry.address(), entry.size()) < 0
                        && Long.compareUnsigned(size, entry.size() - (address - entry.address())) <= 0);
    }

    private static long unsignedMax(long a, long b) {
        return Long.compareUnsigned(a, b) > 0 ? a : b;
    }

    private static long unsignedMin(long a, long b) {
        return Long.compareUnsigned(a, b) < 0 ? a : b;
    }

    /** Bytes of RAM. */
    public long ramBytes() {
        return entries.stream()
                .filter(entry -> entry.type() == E820Type.RAM)
                .mapToLong(Entry::size)
                .sum();
    }
}
