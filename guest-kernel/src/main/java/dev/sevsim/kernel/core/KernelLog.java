package dev.sevsim.kernel.core;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** The ring of kernel messages that dmesg reads; each line is also offered to a console. */
public final class KernelLog {
    /** Lines kept; the oldest is dropped first, as in the real ring. */
    private static final int CAPACITY = 4096;

    private final KernelTime time;
    private final Consumer<LogLine> console;
    private final Deque<LogLine> lines = new ArrayDeque<>();
    private final Set<Object> done = new HashSet<>();

    /** {@code console} sees every line and decides by level. */
    public KernelLog(KernelTime time, Consumer<LogLine> console) {
        this.time = time;
        this.console = console;
    }

    /** Adds a message. */
    public void log(LogLevel level, String text) {
        LogLine line = new LogLine(level, time.uptimeNanos(), text);
        if (lines.size() == CAPACITY) {
            lines.removeFirst();
        }
        lines.addLast(line);
        console.accept(line);
    }

    /** Adds a message unless {@code place} had one before, as the kernel's macros with ONCE in their name do. */
    public void once(LogLevel level, Object place, String text) {
        if (done.add(place)) {
            log(level, text);
        }
    }

    /** Oldest first. */
    public List<LogLine> lines() {
        return List.copyOf(lines);
    }

    /** Forgets everything. */
    public void clear() {
        lines.clear();
    }
}
