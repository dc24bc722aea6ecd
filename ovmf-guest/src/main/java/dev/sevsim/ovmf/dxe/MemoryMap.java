package dev.sevsim.ovmf.dxe;

import dev.sevsim.abi.Page;
import dev.sevsim.abi.efi.EfiMemoryAttribute;
import dev.sevsim.abi.efi.EfiMemoryDescriptor;
import dev.sevsim.abi.efi.EfiMemoryType;
import dev.sevsim.abi.efi.EfiStatus;
import dev.sevsim.ovmf.pei.PlatformMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * DXE's map of physical memory: runs of pages by type, and who may have which.
 *
 * <p>Allocation is from the top down and below 4 GiB first. Runs of one type that touch are one run.
 *
 * <p>Source: docs/reference/ovmf-guest.md sections 6 and 8.4.
 */
public final class MemoryMap {

    private static final long RAM_ATTRIBUTES =
            EfiMemoryAttribute.UC | EfiMemoryAttribute.WC | EfiMemoryAttribute.WT | EfiMemoryAttribute.WB;
    private static final int CONVENTIONAL = EfiMemoryType.CONVENTIONAL.code();
    private static final int MMIO = EfiMemoryType.MEMORY_MAPPED_IO.code();

    private record Run(long end, int type) {}

    private final TreeMap<Long, Run> runs = new TreeMap<>();
    private long key;

    /** Changes with every change of the map. */
    long key() {
        return key;
    }

    /** Sets the page-aligned range to {@code type}, whatever it was before. */
    void set(long start, long end, int type) {
        if (start >= end) {
            return;
        }
        key++;
        cut(start);
        cut(end);
        runs.subMap(start, true, end, false).clear();
        runs.put(start, new Run(end, type));
        joinWithNext(start);
        Map.Entry<Long, Run> below = runs.lowerEntry(start);
        if (below != null) {
            joinWithNext(below.getKey());
        }
    }

    /** Whether the whole range is in one run of {@code type}. */
    boolean isAll(long start, long end, int type) {
        Map.Entry<Long, Run> run = runs.floorEntry(start);
        return start < end
                && run != null
                && run.getValue().type() == type
                && end <= run.getValue().end();
    }

    /** Whether every byte of the range is in the map and is memory. */
    public boolean isMemory(long start, long length) {
        if (start < 0 || length <= 0 || start + length < start) {
            return false;
        }
        long at = start;
        while (at < start + length) {
            Map.Entry<Long, Run> run = runs.floorEntry(at);
            if (run == null || run.getValue().end() <= at || run.getValue().type() == MMIO) {
                return false;
            }
            at = run.getValue().end();
        }
        return true;
    }

    /** Takes pages whose last byte is at most {@code maxAddress}; empty when there are not enough in a row. */
    public OptionalLong allocate(int type, long pages, long maxAddress) {
        long limit = maxAddress == -1 ? -1 : maxAddress + 1;
        OptionalLong low = allocateBelow(type, pages, min(limit, PlatformMemory.FOUR_GIB));
        return low.isPresent() ? low : allocateBelow(type, pages, limit);
    }

    /** Takes the pages at {@code start}; EFI_NOT_FOUND when one of them is not free. */
    long allocateAt(int type, long start, long pages) {
        if (!inRange(start, pages) || !isAll(start, start + pages * Page.SIZE, CONVENTIONAL)) {
            return EfiStatus.NOT_FOUND;
        }
        set(start, start + pages * Page.SIZE, type);
        return EfiStatus.SUCCESS;
    }

    /** Gives pages of one type back; EFI_NOT_FOUND when they are not all allocated memory of one type. */
    public long free(long start, long pages) {
        if (start % Page.SIZE != 0 || pages == 0) {
            return EfiStatus.INVALID_PARAMETER;
        }
        Map.Entry<Long, Run> run = runs.floorEntry(start);
        if (!inRange(start, pages)
                || run == null
                || run.getValue().type() == CONVENTIONAL
                || run.getValue().type() == MMIO
                || start + pages * Page.SIZE > run.getValue().end()) {
            return EfiStatus.NOT_FOUND;
        }
        set(start, start + pages * Page.SIZE, CONVENTIONAL);
        return EfiStatus.SUCCESS;
    }

    /** The map by ascending address, touching runs of one type merged. */
    List<EfiMemoryDescriptor> descriptors() {
        List<EfiMemoryDescriptor> descriptors = new ArrayList<>();
        runs.forEach((start, run) -> descriptors.add(new EfiMemoryDescriptor(
                run.type(), start, 0, (run.end() - start) / Page.SIZE, attributes(run.type()))));
        return descriptors;
    }

    private OptionalLong allocateBelow(int type, long pages, long limit) {
        for (Map.Entry<Long, Run> entry : runs.descendingMap().entrySet()) {
            // Page 0 is never given away, so that no allocation looks like a null pointer.
            long start = Math.max(entry.getKey(), Page.SIZE);
            long end = min(limit, entry.getValue().end()) & -Page.SIZE;
            if (entry.getValue().type() == CONVENTIONAL && end > start && pages <= (end - start) / Page.SIZE) {
                long base = end - pages * Page.SIZE;
                set(base, end, type);
                return OptionalLong.of(base);
            }
        }
        return OptionalLong.empty();
    }

    private void cut(long address) {
        Map.Entry<Long, Run> run = runs.lowerEntry(address);
        if (run != null && run.getValue().end() > address) {
            runs.put(run.getKey(), new Run(address, run.getValue().type()));
            runs.put(address, run.getValue());
        }
    }

    private void joinWithNext(long start) {
        Run run = runs.get(start);
        Run next = run == null ? null : runs.get(run.end());
        if (run != null && next != null && next.type() == run.type()) {
            runs.remove(run.end());
            runs.put(start, new Run(next.end(), run.type()));
        }
    }

    private static boolean inRange(long start, long pages) {
        return start >= 0 && start % Page.SIZE == 0 && pages > 0 && pages <= (Long.MAX_VALUE - start) / Page.SIZE;
    }

    private static long min(long unsigned, long other) {
        return Long.compareUnsigned(unsigned, other) < 0 ? unsigned : other;
    }

    private static long attributes(int type) {
        if (type == MMIO) {
            return EfiMemoryAttribute.UC | EfiMemoryAttribute.RUNTIME;
        }
        boolean runtime = type == EfiMemoryType.RUNTIME_SERVICES_CODE.code()
                || type == EfiMemoryType.RUNTIME_SERVICES_DATA.code();
        return runtime ? RAM_ATTRIBUTES | EfiMemoryAttribute.RUNTIME : RAM_ATTRIBUTES;
    }
}
