package dev.sevsim.cli;

import dev.sevsim.machine.LaunchListener;
import dev.sevsim.machine.LaunchReport;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Shows a launch to a person while it happens. */
class LaunchView implements LaunchListener {
    /** Shows nothing, for {@code --json}. */
    static final LaunchView SILENT = new Silent();

    private static final int BYTES_PER_ROW = 16;
    private static final int ROWS_OF_HOST_VIEW = 4;

    /** A shell that waits: its directory and the sign of the superuser, after output that ended in no line feed. */
    private static final Pattern PROMPT = Pattern.compile("(?<output>.*?)(?<prompt>(~|/\\S*) # )");

    private final Console console;
    private final Typing typing;
    private String banner = "";
    private String prompt = "";
    private boolean guestHasPrinted;
    private boolean lineOpen;

    /** Where the lines for the guest's shell come from. */
    enum Typing {
        /** Prepared ones: a prompt shows when something is typed at it, so that none is left over at the end. */
        PREPARED,
        /** Somebody who waits for the prompt. */
        AT_THE_CONSOLE
    }

    LaunchView(Console console, Typing typing) {
        this.console = console;
        this.typing = typing;
    }

    /** Gets the banner ready; it shows with the first step, so that an input that is refused leaves one line only. */
    void begin(long seed) {
        banner = "sevsim " + Main.Version.number() + ": everything is simulated and protects nothing (seed " + seed
                + ")";
    }

    @Override
    public void step(String who, String what) {
        if (!banner.isEmpty()) {
            console.line(banner);
            console.line("");
            banner = "";
        }
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
        if (!prompt.isEmpty()) {
            String unused = prompt;
            prompt = "";
            show(text.equals("\n") ? "" : unused);
            show(text.equals("\n") && !lineOpen ? "" : text);
            return;
        }
        Matcher waiting = PROMPT.matcher(text);
        if (typing == Typing.PREPARED && waiting.matches()) {
            prompt = waiting.group("prompt");
            show(waiting.group("output"));
        } else {
            show(text);
        }
    }

    private void show(String text) {
        if (!text.isEmpty()) {
            console.text(text);
            lineOpen = !text.endsWith("\n");
        }
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
        if (view.content().isAllZero()) {
            console.line("nothing but zeros: nothing was written there");
            return;
        }
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
            super(new Console(nowhere(), nowhere()), Typing.PREPARED);
        }

        private static PrintStream nowhere() {
            return new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        }
    }
}
