package dev.sevsim.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;

/** A page whose {@code sh} blocks are one bash script, each with the output that the {@code text} block after it shows. */
final class ExecutablePage {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(sh|text)\n(.*?)^```\n");
    private static final Pattern COLOUR = Pattern.compile("\u001B\\[[0-9;]*m");
    private static final String ANYTHING = "…";
    private static final int PATIENCE_SECONDS = 120;

    private final List<Step> steps;

    private ExecutablePage(List<Step> steps) {
        this.steps = List.copyOf(steps);
    }

    /** A block with what it is to print; {@code output} may hold dots for whatever is there. */
    record Step(String script, String output) {
        boolean allows(String printed) {
            return Pattern.matches(pattern(output), COLOUR.matcher(printed).replaceAll(""));
        }

        private static String pattern(String text) {
            StringBuilder pattern = new StringBuilder();
            String[] parts = text.split(ANYTHING, -1);
            for (int i = 0; i < parts.length; i++) {
                pattern.append(i > 0 ? ".*" : "").append(Pattern.quote(parts[i]));
            }
            return pattern.toString();
        }
    }

    /** What a step printed. */
    record Printed(Step step, String output) {}

    static ExecutablePage read(Path file) throws IOException {
        return of(Files.readString(file));
    }

    static ExecutablePage of(String page) throws IOException {
        List<Step> steps = new ArrayList<>();
        String script = "";
        Matcher blocks = BLOCK.matcher(page);
        while (blocks.find()) {
            if (blocks.group(1).equals("sh")) {
                if (!script.isEmpty()) {
                    steps.add(new Step(script, ""));
                }
                script = blocks.group(2);
            } else {
                if (script.isEmpty()) {
                    throw new IOException("a text block without a script before it: " + blocks.group(2));
                }
                steps.add(new Step(script, blocks.group(2)));
                script = "";
            }
        }
        if (!script.isEmpty()) {
            steps.add(new Step(script, ""));
        }
        return new ExecutablePage(steps);
    }

    List<Step> steps() {
        return steps;
    }

    /** Runs the page in {@code directory}; what each step printed, up to the one that failed. */
    List<Printed> run(Path directory, Path outputs, Map<String, String> environment)
            throws IOException, InterruptedException {
        Path script = Files.writeString(outputs.resolve("page.sh"), script(outputs));
        ProcessBuilder builder = new ProcessBuilder("/bin/bash", script.toString())
                .directory(directory.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .redirectOutput(outputs.resolve("rest.txt").toFile());
        builder.environment().putAll(environment);
        Process bash = builder.start();
        boolean ended = bash.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        bash.descendants().forEach(ProcessHandle::destroyForcibly);
        bash.destroyForcibly();
        List<Printed> printed = new ArrayList<>();
        for (int i = 0; i < steps.size() && Files.exists(outputs.resolve(i + ".txt")); i++) {
            String text = Files.readString(outputs.resolve(i + ".txt"), StandardCharsets.UTF_8);
            printed.add(new Printed(steps.get(i), text));
        }
        if (!ended || bash.exitValue() != 0) {
            throw new AssertionError("the page " + (ended ? "ends with " + bash.exitValue() : "does not end") + " in: "
                    + (printed.isEmpty() ? "its first step" : printed.get(printed.size() - 1)) + "\n"
                    + Files.readString(outputs.resolve("rest.txt")));
        }
        return printed;
    }

    /**
     * Runs the page and requires that each step prints what stands there.
     *
     * @param directory for the program {@code sevsim} and the files of the page
     * @param sevctl on the path of the page too
     */
    void requireAsPrinted(Path directory, Path sevctl) throws IOException, InterruptedException {
        Path scratch = Files.createDirectory(directory.resolve("scratch"));
        Path outputs = Files.createDirectory(directory.resolve("outputs"));
        String path = InstalledFiles.launcher(Files.createDirectory(directory.resolve("bin"))) + ":"
                + sevctl.getParent() + ":/usr/bin:/bin";

        List<Printed> printed = run(scratch, outputs, Map.of("PATH", path, "LC_ALL", "C.UTF-8"));

        SoftAssertions differences = new SoftAssertions();
        for (Printed step : printed) {
            differences
                    .assertThat(step.step().allows(step.output()))
                    .as(
                            "%s\nshould print\n%s\nprints\n%s",
                            step.step().script(), step.step().output(), step.output())
                    .isTrue();
        }
        differences.assertAll();
        assertThat(printed).hasSameSizeAs(steps);
    }

    private String script(Path outputs) {
        StringBuilder script = new StringBuilder("set -eu\n");
        for (int i = 0; i < steps.size(); i++) {
            script.append("{\n")
                    .append(steps.get(i).script())
                    .append("} > '")
                    .append(outputs.resolve(i + ".txt"))
                    .append("' 2>&1\n");
        }
        return script.toString();
    }
}
