package dev.sevsim.kernel.memory;

import dev.sevsim.abi.Page;
import dev.sevsim.abi.uapi.E820Type;
import dev.sevsim.kernel.core.KernelLog;
import dev.sevsim.kernel.core.LogLevel;
import java.util.Optional;

/**
 * {@code ioremap} with the encryption bit forced, and {@code memremap}.
 *
 * <p>Source: docs/reference/guest-kernel.md section 5.2; the log lines are those of the recorded kernel
 * ({@code pairs.jsonl} of the tests).
 *
 * @param encrypted memory with the C-bit set
 * @param physicalBits width of a physical address without the C-bit
 */
public record IoRemapper(PhysicalMemory encrypted, E820Map e820, int physicalBits, KernelLog log) {
    private static final long PAGE_MASK = ~(Page.SIZE - 1);
    private static final String INVALID_ADDRESS = "arch/x86/mm/ioremap.c:201 __ioremap_caller";
    private static final String RAM_IN_USE = "arch/x86/mm/ioremap.c:211 __ioremap_caller";

    /** Reserved ranges below are busy for the resource tree, which keeps its sanity check quiet. */
    private static final long LOW_MEMORY = 1 << 20;

    /**
     * An encrypted write-back mapping of any byte range; empty when the kernel refuses it.
     *
     * @param caller function of the kernel or its module that maps
     */
    public Optional<IoMapping> remapEncrypted(long address, long size, String caller) {
        long last = address + size - 1;
        if (wraps(address, size)) {
            return Optional.empty();
        }
        if (address >>> physicalBits != 0) {
            log.log(LogLevel.WARNING, "ioremap: invalid physical address %x".formatted(address));
            log.warnOnce(INVALID_ADDRESS, Optional.empty(), caller);
            return Optional.empty();
        }
        if (holdsRamInUse(address, last)) {
            String text = "ioremap on RAM at 0x%016x - 0x%016x".formatted(address, last);
            log.warnOnce(RAM_IN_USE, Optional.of(text), caller);
            return Optional.empty();
        }
        checkResources(address, last, caller);
        return Optional.of(new IoMapping(encrypted, address, size));
    }

    /** A write-back mapping of firmware data, which under SEV is encrypted. */
    public Optional<IoMapping> memremap(long address, long size) {
        return !wraps(address, size) && (address + size - 1) >>> physicalBits == 0
                ? Optional.of(new IoMapping(encrypted, address, size))
                : Optional.empty();
    }

    private static boolean wraps(long address, long size) {
        return size == 0 || Long.compareUnsigned(address + size - 1, address) < 0;
    }

    /** Only pages that are whole in the range are checked, so a range below a page is never refused. */
    private boolean holdsRamInUse(long address, long last) {
        long start = (address + Page.SIZE - 1) & PAGE_MASK;
        // The page that holds the very last byte of the address space is left out, where its end is no address.
        long end = last == -1 ? PAGE_MASK : (last + 1) & PAGE_MASK;
        return e820.holdsRamPage(start, end);
    }

    /** A mapping that begins or ends in another page than the reserved range that it touches is reported. */
    private void checkResources(long address, long last, String caller) {
        e820.entries().stream()
                .filter(entry -> entry.type() == E820Type.RESERVED && entry.address() >= LOW_MEMORY)
                .filter(entry -> entry.address() <= last && entry.end() > address)
                .filter(entry -> (entry.address() & PAGE_MASK) > (address & PAGE_MASK)
                        || ((entry.end() - 1) & PAGE_MASK) < (last & PAGE_MASK))
                .findFirst()
                .ifPresent(entry -> {
                    log.log(
                            LogLevel.WARNING,
                            "resource: resource sanity check: requesting [mem 0x%016x-0x%016x], which spans more than "
                                            .formatted(address, last)
                                    + "Reserved [mem 0x%08x-0x%08x]".formatted(entry.address(), entry.end() - 1));
                    log.log(LogLevel.WARNING, "caller " + caller + " mapping multiple BARs");
                });
    }
}
