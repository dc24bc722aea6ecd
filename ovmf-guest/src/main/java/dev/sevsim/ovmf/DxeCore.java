package dev.sevsim.ovmf;

import dev.sevsim.abi.efi.EfiMemoryType;
import dev.sevsim.abi.efi.HobMemoryAllocation;
import dev.sevsim.abi.efi.HobResourceDescriptor;

/**
 * What every DXE driver of the model works with: memory map, pool, page tables, handles and system tables.
 *
 * @param memory guest memory
 * @param console serial port
 * @param sev state of memory encryption
 * @param map memory map
 * @param pool pool allocator
 * @param pageTables the page tables that DXE runs on
 * @param handles handle database
 * @param tables system table
 */
record DxeCore(
        GuestMemory memory,
        SerialConsole console,
        SevState sev,
        MemoryMap map,
        MemoryPool pool,
        PageTables pageTables,
        HandleDatabase handles,
        SystemTables tables) {

    private static final long GIB = 1L << 30;

    /** Starts DXE from PEI's HOB list. */
    static DxeCore start(GuestMemory memory, SevState sev, SerialConsole console, long hobList) {
        HobList hobs = HobList.read(memory, hobList);
        MemoryMap map = memoryMap(hobs);
        MemoryPool pool = new MemoryPool(map);
        PageTables pageTables = pageTables(memory, sev, map, hobs);
        ServiceTables services = ServiceTables.allocate(memory, map, pool);
        SystemTables tables = SystemTables.create(memory, pool, services.bootServices(), services.runtimeServices())
                .orElseThrow(() -> memory.cpu().deadLoop());
        DxeCore core = new DxeCore(memory, console, sev, map, pool, pageTables, new HandleDatabase(pool), tables);
        services.install(core);
        return core;
    }

    /** A page for a page table. */
    long tablePage() {
        return map.allocate(EfiMemoryType.BOOT_SERVICES_DATA.code(), 1, -1)
                .orElseThrow(() -> memory.cpu().deadLoop());
    }

    private static MemoryMap memoryMap(HobList hobs) {
        MemoryMap map = new MemoryMap();
        int conventional = EfiMemoryType.CONVENTIONAL.code();
        addResources(map, hobs, HobResourceDescriptor.SYSTEM_MEMORY, conventional);
        addResources(map, hobs, HobResourceDescriptor.MEMORY_RESERVED, EfiMemoryType.RESERVED.code());
        for (HobResourceDescriptor hob : hobs.resources()) {
            // Only the flash is needed at run time; other MMIO does not show in the memory map.
            boolean flash = hob.start() + hob.length() == PlatformMemory.FOUR_GIB;
            if (hob.resourceType() == HobResourceDescriptor.MEMORY_MAPPED_IO && flash) {
                map.set(hob.start(), hob.start() + hob.length(), EfiMemoryType.MEMORY_MAPPED_IO.code());
            }
        }
        for (HobMemoryAllocation hob : hobs.allocations()) {
            long start = hob.base() & -MemoryMap.PAGE;
            long end = (hob.base() + hob.length() + MemoryMap.PAGE - 1) & -MemoryMap.PAGE;
            if (map.isAll(start, end, conventional)) {
                map.set(start, end, hob.memoryType());
            }
        }
        return map;
    }

    private static void addResources(MemoryMap map, HobList hobs, int resourceType, int memoryType) {
        for (HobResourceDescriptor hob : hobs.resources()) {
            if (hob.resourceType() == resourceType) {
                map.set(hob.start(), hob.start() + hob.length(), memoryType);
            }
        }
    }

    /**
     * Page tables for all memory, and at least 4 GiB, in memory of DXE's own; what is neither RAM nor the firmware's
     * flash is mapped shared, as AmdSevDxe leaves it. Source: ovmf-guest.md section 11.6.
     */
    private static PageTables pageTables(GuestMemory memory, SevState sev, MemoryMap map, HobList hobs) {
        long top = PlatformMemory.FOUR_GIB;
        long lowTop = 0;
        for (HobResourceDescriptor hob : hobs.resources()) {
            long end = hob.start() + hob.length();
            if (hob.resourceType() == HobResourceDescriptor.SYSTEM_MEMORY) {
                top = Math.max(top, end);
                lowTop = end <= PlatformMemory.FOUR_GIB ? Math.max(lowTop, end) : lowTop;
            }
        }
        long gibibytes = (top + GIB - 1) / GIB;
        long base = map.allocate(
                        EfiMemoryType.BOOT_SERVICES_DATA.code(),
                        PageTables.pagesFor(gibibytes),
                        PlatformMemory.FOUR_GIB - 1)
                .orElseThrow(() -> memory.cpu().deadLoop());
        PageTables tables = PageTables.build(memory, base, gibibytes, sev.encryptionMask());
        if (sev.active()) {
            long flash = hobs.resources().stream()
                    .filter(h -> h.start() + h.length() == PlatformMemory.FOUR_GIB)
                    .mapToLong(HobResourceDescriptor::start)
                    .min()
                    .orElse(PlatformMemory.FOUR_GIB);
            tables.share(
                    lowTop,
                    flash - lowTop,
                    () -> map.allocate(EfiMemoryType.BOOT_SERVICES_DATA.code(), 1, -1)
                            .orElseThrow(() -> memory.cpu().deadLoop()));
        }
        return tables;
    }
}
