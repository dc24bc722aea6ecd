package dev.sevsim.ovmf.dxe;

import dev.sevsim.abi.Page;
import dev.sevsim.abi.efi.EfiMemoryType;
import dev.sevsim.abi.efi.EfiStatus;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/** Small allocations out of whole pages, one set of pages for each memory type; big ones get pages of their own. */
final class MemoryPool {
    private static final int ALIGNMENT = 16;
    private static final int BIG = Page.SIZE / 2;

    /** A page that serves small allocations of one type. */
    private static final class PoolPage {
        final long address;
        final int type;
        int used;
        int live;

        PoolPage(long address, int type) {
            this.address = address;
            this.type = type;
        }
    }

    private final MemoryMap map;
    private final Map<Integer, PoolPage> current = new HashMap<>();
    private final Map<Long, PoolPage> small = new HashMap<>();
    private final Map<Long, Long> bigPages = new HashMap<>();

    MemoryPool(MemoryMap map) {
        this.map = map;
    }

    /** Takes {@code size} bytes aligned to 16; empty when memory is used up. */
    OptionalLong allocate(int type, long size) {
        if (Long.compareUnsigned(size, BIG) > 0) {
            return allocateBig(type, size);
        }
        int need = (int) Math.max(ALIGNMENT, (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
        PoolPage page = current.get(type);
        if (page == null || page.used + need > Page.SIZE) {
            OptionalLong fresh = map.allocate(type, 1, -1);
            if (fresh.isEmpty()) {
                return fresh;
            }
            page = new PoolPage(fresh.getAsLong(), type);
            current.put(type, page);
        }
        long address = page.address + page.used;
        page.used += need;
        page.live++;
        small.put(address, page);
        return OptionalLong.of(address);
    }

    OptionalLong allocate(EfiMemoryType type, long size) {
        return allocate(type.code(), size);
    }

    /** Gives an allocation back; EFI_INVALID_PARAMETER when it is none. */
    long free(long address) {
        Long pages = bigPages.remove(address);
        if (pages != null) {
            return map.free(address, pages);
        }
        PoolPage page = small.remove(address);
        if (page == null) {
            return EfiStatus.INVALID_PARAMETER;
        }
        page.live--;
        if (page.live == 0) {
            current.remove(page.type, page);
            return map.free(page.address, 1);
        }
        return EfiStatus.SUCCESS;
    }

    private OptionalLong allocateBig(int type, long size) {
        long pages = Long.divideUnsigned(size - 1, Page.SIZE) + 1;
        OptionalLong address = map.allocate(type, pages, -1);
        address.ifPresent(at -> bigPages.put(at, pages));
        return address;
    }
}
