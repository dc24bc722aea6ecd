package dev.sevsim.memory;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** The key slots of the memory controllers, one for each ASID up to the highest for SEV; slot 0 is the host's (SME). */
final class KeySlots {
    private final AtomicReferenceArray<@Nullable MemoryKey> keys;
    private final AtomicReferenceArray<@Nullable Boolean> runnable;
    private final AtomicIntegerArray changes;

    KeySlots(int maximumAsid) {
        keys = new AtomicReferenceArray<>(maximumAsid + 1);
        runnable = new AtomicReferenceArray<>(maximumAsid + 1);
        changes = new AtomicIntegerArray(maximumAsid + 1);
    }

    int maximumAsid() {
        return keys.length() - 1;
    }

    @Nullable
    MemoryKey key(int asid) {
        return isForSev(asid) || asid == 0 ? keys.get(asid) : null;
    }

    void put(int asid, @Nullable MemoryKey key) {
        keys.set(asid, key);
        changes.incrementAndGet(asid);
    }

    /** How often {@link #put} was called for an ASID; 0 for one without a slot. */
    int changes(int asid) {
        return isForSev(asid) || asid == 0 ? changes.get(asid) : 0;
    }

    void setRunnable(int asid, boolean mayRun) {
        runnable.set(asid, mayRun);
    }

    boolean mayRun(int asid) {
        return !isForSev(asid) || Boolean.TRUE.equals(runnable.get(asid));
    }

    private boolean isForSev(int asid) {
        return asid > 0 && asid < keys.length();
    }
}
