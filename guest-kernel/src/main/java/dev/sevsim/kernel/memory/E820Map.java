package dev.sevsim.kernel.memory;

import dev.sevsim.abi.efi.EfiMemoryDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The kernel's view of physical memory.
 *
 * <p>Source: guest-kernel.md section 2.
 *
 * @param entries in the order of the EFI memory map
 */
public record E820Map(List<Entry> entries) {
    private static final int PAGE_SHIFT = 12;

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

    /** What the EFI stub makes of the firmware's map: types folded, neighbours of equal type merged. */
    public static E820Map ofEfiMap(List<EfiMemoryDescriptor> descriptors) {
        List<Entry> merged = new ArrayList<>();
        for (EfiMemoryDescriptor descriptor : descriptors) {
            Optional<E820Type> type = E820Type.ofEfiType(descriptor.type());
            if (type.isPresent()) {
                append(
                        merged,
                        new Entry(descriptor.physicalStart(), descriptor.pages() << PAGE_SHIFT, type.orElseThrow()));
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

    /** Whether the page that starts at {@code address} belongs to the page allocator. */
    boolean isRamPage(long address) {
        return entries.stream()
                .anyMatch(entry -> entry.type() == E820Type.RAM
                        && Long.compareUnsigned(entry.address(), address) <= 0
                        && Long.compareUnsigned(address + (1L << PAGE_SHIFT), entry.end()) <= 0);
    }

    /** Bytes of RAM. */
    public long ramBytes() {
        return entries.stream()
                .filter(entry -> entry.type() == E820Type.RAM)
                .mapToLong(Entry::size)
                .sum();
    }
}
