package dev.sevsim.cli;

import dev.sevsim.io.file.InputException;
import dev.sevsim.io.text.NearMiss;
import dev.sevsim.machine.LaunchReport;
import dev.sevsim.machine.Replay;
import dev.sevsim.machine.StoppedRun;
import dev.sevsim.machine.TraceDifference;
import dev.sevsim.machine.act.PageName;
import dev.sevsim.machine.act.PlannedAct;
import dev.sevsim.machine.act.Point;
import dev.sevsim.machine.option.Numbers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Commands for a launch that stands at a point, one a line. */
final class StoppedShell implements AutoCloseable {
    private static final int DUMPED = 64;
    private static final int RECORDS = 10;
    private static final String PROMPT = "break> ";

    private static final Map<String, String> HELP = help();

    private final Console console;
    private final StoppedView view;
    private StoppedRun run;

    /** Takes over a stopped launch. */
    StoppedShell(Console console, StoppedRun stopped) {
        this.console = console;
        this.view = new StoppedView(console);
        this.run = stopped;
    }

    /** Reads commands up to {@code quit} or the end of the input; a refused one is a line on standard error. */
    void read(InputStream in, boolean prompting) {
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        view.state(run);
        try {
            while (true) {
                if (prompting) {
                    console.text(PROMPT);
                }
                String line = lines.readLine();
                if (line == null || line.strip().equals("quit")) {
                    return;
                }
                perform(line.strip());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        run.close();
    }

    private void perform(String line) {
        if (line.isEmpty()) {
            return;
        }
        String[] words = line.split("\\s+", 2);
        String rest = words.length == 2 ? words[1] : "";
        try {
            perform(words[0], rest);
        } catch (InputException | IllegalArgumentException e) {
            console.error(String.valueOf(e.getMessage()));
        }
    }

    private void perform(String command, String rest) {
        switch (command) {
            case "help" -> help(HELP);
            case "state" -> view.state(run);
            case "frames" -> view.frames(run);
            case "trace" -> view.trace(run, rest.isEmpty() ? RECORDS : number("trace", rest));
            case "page" -> view.page(run, PageName.parse(rest));
            case "memory" -> memory(rest);
            case "console" -> run.console().lines().forEach(console::line);
            case "until" -> until(Point.parse(rest));
            case "go" -> outcome(run.launch().run());
            case "branch" -> branch(PlannedAct.parse(rest));
            default ->
                throw new InputException("there is no command '" + command + "'"
                        + Optional.of(NearMiss.question(command, names()))
                                .filter(near -> !near.isEmpty())
                                .orElse(", help lists them"));
        }
    }

    private void memory(String rest) {
        String[] words = rest.split("\\s+", -1);
        boolean asHost = words[0].equals("host");
        if (words.length < 2 || words.length > 3 || !(asHost || words[0].equals("guest"))) {
            throw new InputException(
                    "memory needs host or guest and a page, and takes a number of bytes: memory host" + " secrets 64");
        }
        int length = words.length == 3 ? number("memory", words[2]) : DUMPED;
        view.memory(run, asHost, PageName.parse(words[1]), length);
    }

    /** The new run stands before the old one is given up. */
    private void until(Point point) {
        StoppedRun next = run.launch().stopAt(point);
        run.close();
        run = next;
        view.state(run);
    }

    private void branch(PlannedAct act) {
        Replay other = run.launch().with(act);
        Optional<TraceDifference> parting = run.launch().parting(other);
        outcome(other.run());
        parting.ifPresentOrElse(
                difference -> {
                    console.line("the branch parts at step " + difference.step() + ": " + difference.what());
                    console.line("  " + difference.part());
                    console.line("    without: " + difference.first());
                    console.line("    with:    " + difference.second());
                },
                () -> console.line("the branch does the same: the act was not done"));
    }

    private void outcome(LaunchReport report) {
        console.line("the launch ends: " + report.outcome());
    }

    private static int number(String command, String text) {
        return Numbers.integer(command, text, 1 << 20);
    }

    private void help(Map<String, String> commands) {
        console.listing(commands);
        console.line("PAGE is secrets, hashes, reset-vector or a guest physical address, each also with +BYTES.");
    }

    /** The commands without their arguments. */
    private static List<String> names() {
        return HELP.keySet().stream().map(usage -> usage.split(" ", 2)[0]).toList();
    }

    private static Map<String, String> help() {
        Map<String, String> help = new LinkedHashMap<>();
        help.put("state", "where the run stands and what each party holds");
        help.put("frames", "frames that are under way, with their fields");
        help.put("trace [N]", "the last N records of the trace");
        help.put("page PAGE", "system address of a guest page");
        help.put("memory host|guest PAGE [N]", "N bytes as the host or the guest reads them");
        help.put("console", "what the guest printed so far");
        help.put("until POINT", "run again from the seed and stop at another point");
        help.put("go", "run on to the end");
        help.put("branch POINT: ACT", "run to the end with one more act; show the parting");
        help.put("quit", "end; so does the end of the input");
        return help;
    }
}
