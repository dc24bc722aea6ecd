package dev.sevsim.host.kvm.sev;

import java.util.concurrent.atomic.AtomicLong;

/** Pages that all VMs of a host have pinned, each as often as it is pinned. */
public final class PinTotal {
    private final AtomicLong pages = new AtomicLong();

    /** No page is pinned. */
    public PinTotal() {}

    /** Number of pinned pages. */
    public long pages() {
        return pages.get();
    }

    void add(long more) {
        pages.addAndGet(more);
    }
}
