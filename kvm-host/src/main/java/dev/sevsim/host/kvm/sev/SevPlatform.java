package dev.sevsim.host.kvm.sev;

import dev.sevsim.bus.memory.CacheControl;
import dev.sevsim.bus.trace.Trace;
import dev.sevsim.host.ccp.SevDevice;
import dev.sevsim.host.ccp.SevDriver;

/**
 * What all SEV guests of the host share.
 *
 * @param driver the way to the firmware
 * @param device tells /dev/sev descriptors from others
 * @param asids the ASIDs
 * @param caches CLFLUSH and WBINVD
 * @param flush whether CLFLUSH is needed at all
 * @param trace where ioctls are recorded
 */
public record SevPlatform(
        SevDriver driver, SevDevice device, AsidPool asids, CacheControl caches, CacheFlush flush, Trace trace) {
    /** Whether pages are flushed before the firmware touches them. */
    public enum CacheFlush {
        NEEDED,
        /** The processor advertises coherency. */
        NOT_NEEDED
    }

    /** Whether SEV guests can be made at all. */
    boolean sevAvailable() {
        return asids.serves(SevKind.SEV) || asids.serves(SevKind.SEV_ES);
    }
}
