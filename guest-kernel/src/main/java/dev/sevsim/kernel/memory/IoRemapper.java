package dev.sevsim.kernel.memory;

import dev.sevsim.abi.Page;
import dev.sevsim.kernel.core.KernelLog;
import dev.sevsim.kernel.core.LogLevel;
import java.util.Optional;

/**
 * {@code ioremap} with the encryption bit forced, and {@code memremap}.
 *
 * <p>Source: docs/reference/guest-kernel.md section 5.2.
 *
 * @param encrypted memory with the C-bit set
 * @param physicalBits width of a physical address without the C-bit
 */
public record IoRemapper(PhysicalMemory encrypted, E820Map e820, int physicalBits, KernelLog log) {
    private static final long PAGE_MASK = ~(Page.SIZE - 1);

    /** An encrypted write-back mapping of any byte range; empty when the kernel refuses it. */
    public Optional<IoMapping> remapEncrypted(long address, long size) {
        if (!isAddressable(address, size)) {
            return Optional.empty();
        }
        long last = address + size - 1;
        if (holdsRamInUse(address, last)) {
            log.once(
                    LogLevel.WARNING, IoRemapper.class, "ioremap on RAM at 0x%016x - 0x%016x".formatted(address, last));
            return Optional.empty();
        }
        return Optional.of(new IoMapping(encrypted, address, size));
    }

    /** A write-back mapping of firmware data, which under SEV is encrypted. */
    public Optional<IoMapping> memremap(long address, long size) {
        return isAddressable(address, size) ? Optional.of(new IoMapping(encrypted, address, size)) : Optional.empty();
    }

    private boolean isAddressable(long address, long size) {
        long last = address + size - 1;
        return size != 0 && Long.compareUnsigned(last, address) >= 0 && last >>> physicalBits == 0;
    }

    /** Only pages that are whole in the range are checked, so a range below a page is never refused. */
    private boolean holdsRamInUse(long address, long last) {
        long start = (address + Page.SIZE - 1) & PAGE_MASK;
        long end = (last + 1) & PAGE_MASK;
        return e820.holdsRamPage(start, end);
    }
}
