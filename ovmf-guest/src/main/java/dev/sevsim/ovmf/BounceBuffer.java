package dev.sevsim.ovmf;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.efi.EfiMemoryType;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Pages below 4 GiB that a device can reach: their C-bit is cleared while the buffer is open.
 *
 * <p>Closing zeroes the pages, sets the C-bit again and gives them back; a guest that stops in between leaves them open,
 * so this is no resource of a try block. Without SEV the pages are ordinary ones.
 *
 * <p>Source: ovmf-guest.md section 11.7.
 */
final class BounceBuffer {
    private final DxeCore core;
    private final long address;
    private final int pages;

    private BounceBuffer(DxeCore core, long address, int pages) {
        this.core = core;
        this.address = address;
        this.pages = pages;
    }

    /** Opens a buffer of whole pages; empty when memory is used up. */
    static Optional<BounceBuffer> open(DxeCore core, int pages) {
        OptionalLong base =
                core.map().allocate(EfiMemoryType.BOOT_SERVICES_DATA.code(), pages, PlatformMemory.FOUR_GIB - 1);
        if (base.isEmpty()) {
            return Optional.empty();
        }
        BounceBuffer buffer = new BounceBuffer(core, base.getAsLong(), pages);
        buffer.flush();
        core.pageTables().share(buffer.address, buffer.size(), core::tablePage);
        return Optional.of(buffer);
    }

    long address() {
        return address;
    }

    Bytes read(int offset, int length) {
        return core.memory().readShared(address + offset, length);
    }

    void write(int offset, Bytes content) {
        core.memory().writeShared(address + offset, content);
    }

    void close() {
        core.memory().writeShared(address, Bytes.zeros(size()));
        flush();
        core.pageTables().encrypt(address, size(), core::tablePage);
        core.map().free(address, pages);
    }

    private int size() {
        return pages * MemoryMap.PAGE;
    }

    private void flush() {
        if (!core.sev().cacheCoherent()) {
            core.memory().cpu().flushCache(new GuestPhysical(address), size());
        }
    }
}
