package dev.sevsim.simulator.cli;

import dev.sevsim.simulator.LaunchListener;
import dev.sevsim.simulator.LaunchReport;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Shows a launch to a person while it happens. */
class LaunchView implements LaunchListener {
    /** Shows nothing, for {@code --json}. */
    static final LaunchView SILENT = new Silent();

    private static final int BYTES_PER_ROW = 16;
    private static final int ROWS_OF_HOST_VIEW = 4;

    private final Console console;
    private boolean guestHasPrinted;
    private boolean lineOpen;

    LaunchView(Console console) {
        this.console = console;
    }

    /** The banner. */
    void begin(long seed) {
        console.line("sevsim " + Main.Version.number() + ": everything is simulated and protects nothing (seed " + seed
                + ")");
        console.line("");
    }

    @Override
    public void step(String who, String what) {
        closeGuestLine();
        console.line(String.format(Locale.ROOT, "  %-9s %s", who, what));
    }

    @Override
    public void guestPrinted(String text) {
        if (!guestHasPrinted) {
            guestHasPrinted = true;
            console.line("");
            console.line("--- the guest's console ---");
        }
        console.text(text);
        lineOpen = !text.endsWith("\n");
    }

    /** What is left to say when it is over. */
    void end(LaunchReport report) {
        closeGuestLine();
        report.hostView().ifPresent(this::showHostView);
        console.line("");
        console.line("verdict: " + report.verdict().name().toLowerCase(Locale.ROOT));
    }

    private void showHostView(LaunchReport.HostView view) {
        console.line("");
        console.line(String.format(
                Locale.ROOT,
                "--- what the host sees at the secret page (guest physical 0x%x, system physical 0x%x) ---",
                view.guestAddress(),
                view.systemAddress()));
        byte[] content = view.content().toArray();
        int rows = Math.min(ROWS_OF_HOST_VIEW, content.length / BYTES_PER_ROW);
        for (int row = 0; row < rows; row++) {
            StringBuilder line = new StringBuilder(
                    String.format(Locale.ROOT, "%08x:", view.systemAddress() + (long) row * BYTES_PER_ROW));
            StringBuilder text = new StringBuilder("  ");
            for (int i = 0; i < BYTES_PER_ROW; i++) {
                int b = content[row * BYTES_PER_ROW + i] & 0xFF;
                line.append(i % 2 == 0 ? " " : "").append(String.format(Locale.ROOT, "%02x", b));
                text.append(b >= 0x20 && b < 0x7F ? (char) b : '.');
            }
            console.line(line.append(text).toString());
        }
    }

    private void closeGuestLine() {
        if (lineOpen) {
            console.line("");
            lineOpen = false;
        }
    }

    /** Nothing is shown. */
    private static final class Silent extends LaunchView {
        Silent() {
            super(new Console(nowhere(), nowhere()));
        }

        private static PrintStream nowhere() {
            return new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        }
    }
}
