package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.bus.Mutex;
import dev.sevsim.host.ccp.SevDriver;
import dev.sevsim.host.kernel.ErrnoException;
import dev.sevsim.host.profile.MiscLimits;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.Map;

/**
 * The ASIDs of encrypted guests.
 *
 * <p>The lowest free one is allocated. A released ASID enters the reclaim set and is allocated again only after its
 * range is exhausted: then all caches are written back, the data fabric is flushed, and the whole set becomes free. No
 * DEACTIVATE runs between the two, since it would require another write-back.
 *
 * <p>Source: docs/reference/kvm-host.md sections 2.11 and 3.1 to 3.3.
 */
public final class AsidPool {
    /** ASID 0 is the host's own. */
    private static final int FIRST = 1;

    private final Ranges ranges;
    private final MiscLimits limits;
    private final SevDriver driver;
    private final Mutex bitmaps;
    private final Mutex deactivation;
    private final BitSet allocated = new BitSet();
    private final BitSet reclaim = new BitSet();
    private final Map<SevKind, Long> charged = new EnumMap<>(SevKind.class);
    private final LastVmcbs lastVmcbs;

    /**
     * The ranges of ASIDs by kind of guest.
     *
     * @param minSev CPUID 0x8000001F EDX
     * @param max CPUID 0x8000001F ECX
     * @param encryptedState whether guests with encrypted state are possible
     */
    public record Ranges(int minSev, int max, boolean encryptedState) {
        int first(SevKind kind) {
            return kind == SevKind.SEV ? Math.max(FIRST, minSev) : FIRST;
        }

        int last(SevKind kind) {
            if (kind == SevKind.SEV) {
                return max;
            }
            return encryptedState ? Math.min(Math.max(FIRST, minSev) - 1, max) : 0;
        }
    }

    /** A pool without allocations. */
    public AsidPool(Ranges ranges, MiscLimits limits, SevDriver driver, LastVmcbs lastVmcbs) {
        this.ranges = ranges;
        this.limits = limits;
        this.driver = driver;
        this.lastVmcbs = lastVmcbs;
        this.bitmaps = driver.mutex();
        this.deactivation = driver.mutex();
    }

    /** Whether the range of this kind of guest is not empty. */
    public boolean serves(SevKind kind) {
        return ranges.first(kind) <= ranges.last(kind);
    }

    /** The VMCB that ran last under each ASID on each core. */
    public LastVmcbs lastVmcbs() {
        return lastVmcbs;
    }

    /** Number of ASIDs that guests hold. */
    public int inUse() {
        bitmaps.lock();
        try {
            return allocated.cardinality() - reclaim.cardinality();
        } finally {
            bitmaps.unlock();
        }
    }

    /**
     * The lowest free ASID of the kind; ENOTTY for an empty range, EBUSY when all are in use or the limit is reached.
     */
    int allocate(SevKind kind) {
        if (!serves(kind)) {
            throw new ErrnoException(Errno.ENOTTY, "no ASID belongs to " + kind);
        }
        bitmaps.lock();
        try {
            if (charged(kind) >= limit(kind)) {
                throw new ErrnoException(Errno.EBUSY, "the control group's limit of guests is reached");
            }
            int asid = lowestFree(kind);
            charged.merge(kind, 1L, Long::sum);
            return asid;
        } finally {
            bitmaps.unlock();
        }
    }

    /** Puts an ASID into the reclaim set. */
    void release(int asid, SevKind kind) {
        giveBack(asid, kind, () -> reclaim.set(asid));
    }

    /** Frees an ASID without the reclaim set, as the first interface did. */
    void free(int asid, SevKind kind) {
        giveBack(asid, kind, () -> allocated.clear(asid));
    }

    private void giveBack(int asid, SevKind kind, Runnable mark) {
        bitmaps.lock();
        try {
            mark.run();
            lastVmcbs.forgetAsid(asid);
            charged.merge(kind, -1L, Long::sum);
        } finally {
            bitmaps.unlock();
        }
    }

    /** The lock of DEACTIVATE: recycling holds it over its two flushes. */
    Mutex deactivation() {
        return deactivation;
    }

    private int lowestFree(SevKind kind) {
        int first = ranges.first(kind);
        int last = ranges.last(kind);
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

    private boolean recycle(int first, int last) {
        int candidate = reclaim.nextSetBit(first);
        if (candidate < 0 || candidate > last) {
            return false;
        }
        deactivation.lock();
        try {
            driver.writeBackAllCaches();
            if (!driver.issue(CommandId.DF_FLUSH, Bytes.EMPTY).succeeded()) {
                return false;
            }
        } finally {
            deactivation.unlock();
        }
        allocated.xor(reclaim);
        reclaim.clear();
        return true;
    }

    private long charged(SevKind kind) {
        return charged.getOrDefault(kind, 0L);
    }

    private long limit(SevKind kind) {
        return kind == SevKind.SEV ? limits.sev() : limits.encryptedState();
    }
}
