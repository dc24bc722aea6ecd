package dev.sevsim.kernel.core;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The ring of kernel messages that dmesg reads; each line is also offered to a console. */
public final class KernelLog {
    /** Lines kept; the oldest is dropped first, as in the real ring. */
    private static final int CAPACITY = 4096;

    private final KernelTime time;
    private final Consumer<LogLine> console;
    private final Deque<LogLine> lines = new ArrayDeque<>();
    private final Set<String> done = new HashSet<>();
    private int oopses;

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

    /**
     * A warning of the kernel about itself, once for each {@code place}. Registers and the numbers of processes, which
     * the model has none of, are left out of it.
     *
     * @param place file, line and function of the kernel
     * @param text what is wrong, in front of the place; the line before the warning can have it instead
     * @param caller function that led to it
     */
    public void warnOnce(String place, Optional<String> text, String caller) {
        if (done.add(place)) {
            log(LogLevel.WARNING, "------------[ cut here ]------------");
            text.ifPresent(line -> log(LogLevel.WARNING, line));
            log(LogLevel.WARNING, "WARNING: CPU: 0 PID: 1 at " + place);
            log(LogLevel.WARNING, "Call Trace:");
            log(LogLevel.WARNING, " <TASK>");
            log(LogLevel.WARNING, " ? " + caller);
            log(LogLevel.WARNING, " </TASK>");
            log(LogLevel.WARNING, "---[ end trace 0000000000000000 ]---");
        }
    }

    /**
     * Logs that {@code function} of the kernel met the code of a module that is gone, and ends the process. Addresses
     * and registers, which the model has none of, are left out.
     */
    public void oops(String function, String module) {
        oopses++;
        log(LogLevel.ALERT, "BUG: unable to handle page fault for address: (" + module + ")");
        log(LogLevel.ALERT, "#PF: supervisor read access in kernel mode");
        log(LogLevel.ALERT, "#PF: error_code(0x0000) - not-present page");
        log(LogLevel.WARNING, "Oops: 0000 [#" + oopses + "]");
        log(LogLevel.WARNING, "RIP: 0010:" + function);
        log(LogLevel.WARNING, "Modules linked in: [last unloaded: " + module + "]");
        log(LogLevel.WARNING, "---[ end trace 0000000000000000 ]---");
        throw new KernelOops(function);
    }

    /** Oldest first. */
    public List<LogLine> lines() {
        return List.copyOf(lines);
    }

    /** Removes all lines. */
    public void clear() {
        lines.clear();
    }
}
