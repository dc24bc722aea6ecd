package dev.sevsim.cli;

import dev.sevsim.abi.Bytes;
import dev.sevsim.machine.LaunchListener;
import dev.sevsim.machine.LaunchReport;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Prints a launch while it happens, and logs its steps. */
final class LaunchView implements LaunchListener {
    private static final int BYTES_PER_ROW = 16;
    private static final int ROWS_OF_HOST_VIEW = 4;

    /** The prompt of a waiting shell: its directory and the superuser's sign, after output without a final line feed. */
    private static final Pattern PROMPT = Pattern.compile("(?<output>.*?)(?<prompt>(~|/\\S*) # )");

    private final Console console;
    private final Typing typing;
    private String banner = "";
    private String prompt = "";
    private boolean guestHasPrinted;
    private boolean lineOpen;

    /** Source of the lines for the guest's shell. */
    enum Typing {
        /** Prepared lines: a prompt is printed together with the line typed at it, so that none is left at the end. */
        PREPARED,
        /** A user at the console, who types after the prompt. */
        AT_THE_CONSOLE
    }

    /** A view that prints nothing, for {@code --json}. */
    static LaunchView silent(Console console) {
        return new LaunchView(console.withoutOutput(), Typing.PREPARED);
    }

    LaunchView(Console console, Typing typing) {
        this.console = console;
        this.typing = typing;
    }

    /** Prepares the banner; it is printed with the first step, so that a refused input prints one line only. */
    void begin(OptionalLong seed) {
        banner = SeedOption.notice(seed);
    }

    @Override
    public void step(String who, String what) {
        if (console.verbose()) {
            Steps.LOG.info("{}: {}", who, what);
        }
        if (!banner.isEmpty()) {
            console.line(banner);
            console.line("");
            banner = "";
        }
        closeGuestLine();
        console.line(String.format(Locale.ROOT, "  %-9s %s", who, what));
    }

    @Override
    public void guestPrinted(Bytes output) {
        // A character a byte, so that what is no text arrives as it was sent.
        String text = new String(output.toArray(), StandardCharsets.ISO_8859_1);
        if (!guestHasPrinted) {
            guestHasPrinted = true;
            console.line("");
            console.line("--- the guest's console ---");
        }
        if (!prompt.isEmpty()) {
            String shown = prompt;
            prompt = "";
            show(text.equals("\n") ? "" : shown);
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
            console.bytes(text.getBytes(StandardCharsets.ISO_8859_1));
            lineOpen = !text.endsWith("\n");
        }
    }

    /** Prints the host's view and the verdict. */
    void end(LaunchReport report) {
        closeGuestLine();
        report.hostView().ifPresent(this::showHostView);
        console.line("");
        console.line("verdict: " + report.verdict().text());
    }

    private void showHostView(LaunchReport.HostView view) {
        console.line("");
        console.line("--- the host's view of the secret page ---");
        console.line(String.format(
                Locale.ROOT, "guest physical 0x%x, system physical 0x%x", view.guestAddress(), view.systemAddress()));
        byte[] content = view.content().toArray();
        if (view.content().isAllZero()) {
            console.line("all zero: the page was never written");
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

    /** Loaded by the first message that is logged: a run without {@code --verbose} does not pay for a logger. */
    private static final class Steps {
        static final Logger LOG = LoggerFactory.getLogger(LaunchView.class);
    }
}
