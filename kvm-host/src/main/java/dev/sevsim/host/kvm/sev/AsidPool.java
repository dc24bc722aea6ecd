package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.host.ccp.FirmwareError;
import dev.sevsim.host.ccp.SevDriver;
import dev.sevsim.host.process.ErrnoException;
import java.util.BitSet;

/**
 * The ASIDs of encrypted guests.
 *
 * <p>They are handed out lowest first. A released one goes to the reclaim set and is not used again before its range has
 * run dry; then all caches are written back, the data fabric is flushed, and the whole set becomes free.
 *
 * <p>Source: kvm-host.md sections 3.1 to 3.3.
 */
public final class AsidPool {
    /** ASID 0 is the host's own. */
    private static final int FIRST = 1;

    private final int minSev;
    private final int max;
    private final SevDriver driver;
    private final BitSet allocated = new BitSet();
    private final BitSet reclaim = new BitSet();

    /**
     * A pool in which nothing is used.
     *
     * @param minSev CPUID 0x8000001F EDX
     * @param max CPUID 0x8000001F ECX
     */
    public AsidPool(int minSev, int max, SevDriver driver) {
        this.minSev = Math.max(FIRST, minSev);
        this.max = max;
        this.driver = driver;
    }

    /** Whether any ASID belongs to this kind of guest. */
    public boolean serves(SevKind kind) {
        return first(kind) <= last(kind);
    }

    /** The lowest free ASID of the kind; ENOTTY for an empty range, EBUSY when all are in use. */
    public int allocate(SevKind kind) {
        int first = first(kind);
        int last = last(kind);
        if (first > last) {
            throw new ErrnoException(Errno.ENOTTY, "no ASID belongs to " + kind);
        }
        int asid = allocated.nextClearBit(first);
        if (asid > last && recycle(first, last)) {
            asid = allocated.nextClearBit(first);
        }
        if (asid > last) {
            throw new ErrnoException(Errno.EBUSY, "all ASIDs from " + first + " to " + last + " are in use");
        }
        allocated.set(asid);
        return asid;
    }

    /** Puts an ASID into the reclaim set. */
    public void release(int asid) {
        reclaim.set(asid);
    }

    private boolean recycle(int first, int last) {
        int candidate = reclaim.nextSetBit(first);
        if (candidate < 0 || candidate > last) {
            return false;
        }
        driver.writeBackAllCaches();
        if (!driver.issue(CommandId.DF_FLUSH, Bytes.EMPTY, new FirmwareError(0)).succeeded()) {
            return false;
        }
        allocated.xor(reclaim);
        reclaim.clear();
        return true;
    }

    private int first(SevKind kind) {
        return kind == SevKind.SEV ? minSev : FIRST;
    }

    private int last(SevKind kind) {
        return kind == SevKind.SEV ? max : Math.min(minSev - 1, max);
    }
}
