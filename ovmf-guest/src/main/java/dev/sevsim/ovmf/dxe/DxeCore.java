package dev.sevsim.ovmf.dxe;

import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.efi.EfiMemoryType;
import dev.sevsim.abi.efi.HobMemoryAllocation;
import dev.sevsim.abi.efi.HobResourceDescriptor;
import dev.sevsim.bus.cpu.GuestObserver;
import dev.sevsim.ovmf.image.OvmfRelease;
import dev.sevsim.ovmf.pei.HobList;
import dev.sevsim.ovmf.pei.PlatformMemory;
import dev.sevsim.ovmf.sec.GuestMemory;
import dev.sevsim.ovmf.sec.PageTables;
import dev.sevsim.ovmf.sec.SerialConsole;
import dev.sevsim.ovmf.sec.SevState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What every DXE driver of the model works with: memory map, pool, page tables, handles and system tables.
 *
 * @param memory guest memory
 * @param console serial port
 * @param map memory map
 * @param pool pool allocator
 * @param pageTables the page tables that DXE runs on
 * @param ioMmu what devices reach memory through
 * @param handles handle database
 * @param tables system table
 * @param observer is told which phase of the boot begins and ends
 */
public record DxeCore(
        GuestMemory memory,
        SerialConsole console,
        MemoryMap map,
        MemoryPool pool,
        PageTables pageTables,
        IoMmu ioMmu,
        HandleDatabase handles,
        SystemTables tables,
        GuestObserver observer) {

    private static final long GIB = 1L << 30;

    /** Starts DXE from PEI's HOB list. */
    public static DxeCore start(
            GuestMemory memory,
            OvmfRelease release,
            SevState sev,
            SerialConsole console,
            long hobList,
            GuestObserver observer) {
        memory.cpu().useStack(new GuestPhysical(hobList + HobList.SPACE));
        HobList hobs = HobList.read(memory, hobList);
        MemoryMap map = memoryMap(hobs);
        MemoryPool pool = new MemoryPool(map);
        PageTables.CBit cBit =
                new PageTables.CBit(sev.encryptionMask(), release.behaviour().tableEncryption());
        PageTables pageTables = pageTables(memory, cBit, map, hobs);
        IoMmu ioMmu = IoMmu.start(memory, sev, map, pageTables, () -> tablePage(memory, map));
        ServiceTables services = ServiceTables.allocate(memory, map, pool);
        SystemTables tables = SystemTables.create(memory, pool, services.bootServices(), services.runtimeServices())
                .orElseThrow(() -> memory.cpu().deadLoop());
        DxeCore core =
                new DxeCore(memory, console, map, pool, pageTables, ioMmu, new HandleDatabase(pool), tables, observer);
        if (sev.active()) {
            core.shareWhatIsNoMemory(hobs);
        }
        services.install(core);
        return core;
    }

    /** A page for a page table. */
    public long tablePage() {
        return tablePage(memory, map);
    }

    private static MemoryMap memoryMap(HobList hobs) {
        MemoryMap map = new MemoryMap();
        int conventional = EfiMemoryType.CONVENTIONAL.code();
        addResources(map, hobs, HobResourceDescriptor.SYSTEM_MEMORY, conventional);
        addResources(map, hobs, HobResourceDescriptor.MEMORY_RESERVED, EfiMemoryType.RESERVED.code());
        for (HobResourceDescriptor hob : hobs.resources()) {
            // Only the flash is needed at run time; other MMIO does not show in the memory map.
            if (isFlash(hob)) {
                map.set(hob.start(), hob.start() + hob.length(), EfiMemoryType.MEMORY_MAPPED_IO.code());
            }
        }
        for (HobMemoryAllocation hob : hobs.allocations()) {
            long start = hob.base() & -Page.SIZE;
            long end = (hob.base() + hob.length() + Page.SIZE - 1) & -Page.SIZE;
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

    /** Page tables for all memory, and at least 4 GiB, in memory of DXE's own. */
    private static PageTables pageTables(GuestMemory memory, PageTables.CBit cBit, MemoryMap map, HobList hobs) {
        long top = PlatformMemory.FOUR_GIB;
        for (HobResourceDescriptor hob : ram(hobs)) {
            top = Math.max(top, hob.start() + hob.length());
        }
        if (top > PlatformMemory.HIGHEST) {
            throw memory.cpu().deadLoop();
        }
        long gibibytes = (top + GIB - 1) / GIB;
        long base = map.allocate(
                        EfiMemoryType.BOOT_SERVICES_DATA.code(),
                        PageTables.pagesFor(gibibytes),
                        PlatformMemory.FOUR_GIB - 1)
                .orElseThrow(() -> memory.cpu().deadLoop());
        return PageTables.build(memory, base, gibibytes, cBit);
    }

    /**
     * Maps shared what is neither RAM nor OVMF's flash: MMIO, and addresses where nothing is. Source:
     * docs/reference/ovmf-guest.md section 11.6, AmdSevDxe.
     */
    private void shareWhatIsNoMemory(HobList hobs) {
        List<HobResourceDescriptor> memoryRanges = new ArrayList<>(ram(hobs));
        hobs.resources().stream().filter(DxeCore::isFlash).forEach(memoryRanges::add);
        memoryRanges.sort(Comparator.comparingLong(HobResourceDescriptor::start));
        long at = 0;
        for (HobResourceDescriptor range : memoryRanges) {
            if (range.start() > at) {
                pageTables.share(at, range.start() - at, this::tablePage);
            }
            at = Math.max(at, range.start() + range.length());
        }
        pageTables.share(at, Math.max(0, pageTables.top() - at), this::tablePage);
    }

    private static List<HobResourceDescriptor> ram(HobList hobs) {
        return hobs.resources().stream()
                .filter(hob -> hob.resourceType() == HobResourceDescriptor.SYSTEM_MEMORY)
                .toList();
    }

    private static boolean isFlash(HobResourceDescriptor hob) {
        return hob.resourceType() == HobResourceDescriptor.MEMORY_MAPPED_IO
                && hob.start() + hob.length() == PlatformMemory.FOUR_GIB;
    }

    private static long tablePage(GuestMemory memory, MemoryMap map) {
        return map.allocate(EfiMemoryType.BOOT_SERVICES_DATA.code(), 1, -1)
                .orElseThrow(() -> memory.cpu().deadLoop());
    }
}
