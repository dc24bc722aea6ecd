package dev.sevsim.bus.cpu;

import dev.sevsim.bus.cpu.CodeExtent.CodePage;
import dev.sevsim.bus.frame.VmcbControl;
import dev.sevsim.bus.memory.Encryption;
import dev.sevsim.bus.memory.FrameWatch;
import dev.sevsim.bus.memory.GuestMemoryAccess;
import dev.sevsim.bus.memory.NestedPageTable;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A program in memory: compares what a vCPU would fetch with the plaintext of its extent.
 *
 * <p>The usual VMRUN finds nothing changed since the last comparison: the same ASID, key, SEV bit and nested page table, and
 * no write to a frame of the program. Then no page is looked at.
 */
final class LoadedCode {
    private static final long NO_FRAME = NestedPageTable.NOT_PRESENT;

    private final GuestMemoryAccess memory;
    private final CodeExtent extent;
    private final FrameWatch[] watches;
    private final long[] frames;
    private final AtomicBoolean changed = new AtomicBoolean();
    private @Nullable Compared last;
    private @Nullable Mapped mapped;
    private boolean closed;

    /** The nested page table that the watched frames were found in, and how often it had changed. */
    private record Mapped(NestedPageTable table, long changes) {
        boolean isAsNow(NestedPageTable other) {
            return changes != NestedPageTable.UNCOUNTED && table.equals(other) && changes == other.changes();
        }
    }

    /** What the last successful comparison was made under. */
    private record Compared(int asid, boolean sev, Mapped mapped, int keyChanges) {}

    LoadedCode(GuestMemoryAccess memory, CodeExtent extent) {
        this.memory = memory;
        this.extent = extent;
        List<CodePage> pages = extent.pages();
        watches = new FrameWatch[pages.size()];
        frames = new long[watches.length];
        Arrays.fill(frames, NO_FRAME);
        for (int i = 0; i < watches.length; i++) {
            watches[i] = new FrameWatch(pages.get(i).image(), pages.get(i).offset(), changed);
        }
    }

    CodeExtent extent() {
        return extent;
    }

    /** Watches the frames behind the program's pages, before anything is there. */
    synchronized void watch(NestedPageTable table) {
        var unused = mappedIn(table);
    }

    /** The first page of the program that has no memory behind it; fetching it makes a nested page fault. */
    synchronized OptionalLong missingPage(NestedPageTable table) {
        return extent.pages().stream()
                .mapToLong(CodePage::address)
                .filter(page -> table.reach(page) == NestedPageTable.NOT_PRESENT)
                .findFirst();
    }

    /** Whether a vCPU that runs under {@code control} and {@code table} fetches the program's own bytes. */
    synchronized boolean isFetched(VmcbControl control, NestedPageTable table) {
        if (isAsCompared(control, table)) {
            return true;
        }
        last = null;
        Compared now = new Compared(control.asid(), control.sev(), mappedIn(table), memory.keyChanges(control.asid()));
        changed.set(false);
        Encryption encryption = control.sev() ? Encryption.ENCRYPTED : Encryption.PLAIN;
        for (int i = 0; i < frames.length; i++) {
            if (!memory.holds(control.asid(), encryption, frames[i], watches[i])) {
                return false;
            }
        }
        if (!closed) {
            last = now;
        }
        return !closed;
    }

    synchronized void close() {
        closed = true;
        last = null;
        mapped = null;
        for (int i = 0; i < frames.length; i++) {
            moveTo(i, NO_FRAME);
        }
    }

    private boolean isAsCompared(VmcbControl control, NestedPageTable table) {
        Compared before = last;
        return before != null
                && !changed.get()
                && before.asid() == control.asid()
                && before.sev() == control.sev()
                && before.mapped().isAsNow(table)
                && before.keyChanges() == memory.keyChanges(control.asid());
    }

    private Mapped mappedIn(NestedPageTable table) {
        Mapped before = mapped;
        if (before != null && before.isAsNow(table)) {
            return before;
        }
        Mapped now = new Mapped(table, table.changes());
        boolean complete = true;
        for (int i = 0; i < frames.length; i++) {
            moveTo(i, table.reach(extent.pages().get(i).address()));
            complete &= frames[i] != NO_FRAME;
        }
        mapped = complete ? now : null;
        return now;
    }

    private void moveTo(int page, long frame) {
        if (frames[page] == frame) {
            return;
        }
        if (frames[page] != NO_FRAME) {
            memory.unwatch(frames[page], watches[page]);
        }
        // What is remembered is about the frame before: the watch starts anew.
        watches[page].written();
        frames[page] = closed ? NO_FRAME : frame;
        if (frames[page] != NO_FRAME) {
            memory.watch(frames[page], watches[page]);
        }
    }
}
