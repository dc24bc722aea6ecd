package dev.sevsim.cli;

import java.io.PrintStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A progress bar on one terminal line; quiet for short work and where there is no terminal. */
final class Progress implements AutoCloseable {
    /** Work below this many bytes is over before a bar could be read. */
    private static final long WORTH_SHOWING = 8L << 20;

    private static final int WIDTH = 30;

    private final @Nullable PrintStream terminal;
    private final String what;
    private final long total;
    private int drawn = -1;

    Progress(@Nullable PrintStream terminal, String what, long total) {
        this.terminal = total >= WORTH_SHOWING ? terminal : null;
        this.what = what;
        this.total = total;
    }

    /** Shows how much is done. */
    void done(long bytes) {
        if (terminal == null) {
            return;
        }
        int filled = (int) (WIDTH * Math.min(bytes, total) / total);
        if (filled != drawn) {
            drawn = filled;
            terminal.printf(
                    Locale.ROOT,
                    "\r%s [%s%s] %d of %d MiB",
                    what,
                    "#".repeat(filled),
                    "-".repeat(WIDTH - filled),
                    bytes >> 20,
                    total >> 20);
            terminal.flush();
        }
    }

    /** Takes the bar away. */
    @Override
    public void close() {
        if (terminal != null && drawn >= 0) {
            terminal.print("\r\u001b[K");
            terminal.flush();
        }
    }
}
