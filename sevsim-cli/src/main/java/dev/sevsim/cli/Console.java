package dev.sevsim.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sevsim.bus.tap.Fault;
import dev.sevsim.io.file.OutputTarget;
import dev.sevsim.machine.act.ActRunner;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Standard output and error as a person or a pipe reads them. */
final class Console {
    private static final String TERMINAL_PROPERTY = "sevsim.terminal";

    private static final String COLUMNS_PROPERTY = "sevsim.columns";

    private static final Pattern NUMBER = Pattern.compile("\\d{2,4}");

    /** Lines are as long where no terminal shows them; a narrower terminal breaks them itself. */
    private static final int LEAST_COLUMNS = 80;

    private static final int STATUS_WIDTH = 79;

    private final PrintStream out;
    private final PrintStream err;
    private boolean verbose;

    Console(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** The same console, whose results go nowhere. */
    Console withoutOutput() {
        Console console = new Console(new PrintStream(OutputStream.nullOutputStream(), false, UTF_8), err);
        console.verbose = verbose;
        return console;
    }

    /** The console for a line about {@code file}: on standard error where the file is standard output itself. */
    Console beside(@Nullable Path file) {
        return file != null && OutputTarget.isStandardOutput(file) ? new Console(err, err) : this;
    }

    /** Whether log messages are printed. */
    boolean verbose() {
        return verbose;
    }

    /** States that log messages are printed, as {@code --verbose} asks. */
    void setVerbose() {
        verbose = true;
    }

    /** One line of result, broken at blanks where it is longer than the terminal is wide. */
    void line(String text) {
        text.lines()
                .flatMap(line -> TerminalText.wrapped(line, columns()).stream())
                .map(TerminalText::printable)
                .forEach(out::println);
        if (text.isEmpty()) {
            out.println();
        }
        out.flush();
    }

    /** One line of result that stays one line, such as a command to copy. */
    void unbroken(String text) {
        out.println(TerminalText.printable(text));
        out.flush();
    }

    /** One line of JSON. */
    void json(String text) {
        out.println(text);
        out.flush();
    }

    /** Columns of the terminal that shows the output, as the launcher script found out; 80 in a narrower one and without one. */
    static int columns() {
        return columns(LEAST_COLUMNS);
    }

    /** Columns of the terminal, at least 80, or others where the output goes elsewhere. */
    static int columns(int elsewhere) {
        String columns = System.getProperty(COLUMNS_PROPERTY, "");
        return NUMBER.matcher(columns).matches() ? Math.max(LEAST_COLUMNS, Integer.parseInt(columns)) : elsewhere;
    }

    /** Names in a column of their own, each with what it is. */
    void listing(Map<?, String> entries) {
        int width = entries.keySet().stream()
                .mapToInt(name -> name.toString().length())
                .max()
                .orElse(1);
        entries.forEach((name, what) -> line(String.format(Locale.ROOT, "%-" + width + "s  %s", name, what)));
    }

    /** Result text without a line end. */
    void text(String text) {
        out.print(text);
        out.flush();
    }

    /** Bytes that need not be text. */
    void bytes(byte[] output) {
        out.write(output, 0, output.length);
        out.flush();
    }

    /** Standard output for bytes that are no text of ours. */
    PrintStream stream() {
        return out;
    }

    /** One line about what went wrong, never broken; what was typed may hold line feeds or a terminal's commands. */
    void error(String text) {
        out.flush();
        err.println("sevsim: " + TerminalText.printable(text));
        err.flush();
    }

    /** A text for each fault and act that was asked for and was not done. */
    static List<String> notDone(List<Fault> faults, List<ActRunner.Missed> acts) {
        return Stream.concat(
                        faults.stream()
                                .map(fault -> "fault " + fault
                                        + " never happened: the run had no such frame, or none that it changes"),
                        acts.stream().map(act -> "act " + act.act() + " was not done: " + act.why()))
                .toList();
    }

    /** One line below an error. */
    void detail(String name, String value) {
        String line = String.format(Locale.ROOT, "  %-10s  %s", name, TerminalText.printable(value));
        TerminalText.wrapped(line, columns()).forEach(err::println);
        err.flush();
    }

    /** A remark that is no part of the result. */
    void remark(String text) {
        TerminalText.wrapped(TerminalText.printable(text), columns()).forEach(err::println);
        err.flush();
    }

    /** Whether standard error is a terminal, as the launcher script found out. */
    static boolean errorIsTerminal() {
        return System.getProperty(TERMINAL_PROPERTY, "").contains("2");
    }

    /** Whether standard input is a terminal, as the launcher script found out. */
    static boolean inputIsTerminal() {
        return System.getProperty(TERMINAL_PROPERTY, "").contains("0");
    }

    /** Whether a user types at the terminal that shows the output. */
    static boolean isInteractive() {
        return inputIsTerminal() && outputIsTerminal();
    }

    /** Whether standard output is a terminal, as the launcher script found out. */
    static boolean outputIsTerminal() {
        return System.getProperty(TERMINAL_PROPERTY, "").contains("1");
    }

    /** What is being done, on a line that the next one replaces; only where standard error is a terminal. */
    void status(String text) {
        if (errorIsTerminal()) {
            err.print("\r\u001b[K" + (text.length() > STATUS_WIDTH ? text.substring(0, STATUS_WIDTH) : text));
            err.flush();
        }
    }

    /** Takes the line of {@link #status} away. */
    void endStatus() {
        if (errorIsTerminal()) {
            err.print("\r\u001b[K");
            err.flush();
        }
    }

    /** Progress of something long; draws only where standard error is a terminal. */
    Progress progress(String what, long totalBytes) {
        return new Progress(errorIsTerminal() ? err : null, what, totalBytes);
    }
}
