package dev.sevsim.it.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Runs the benchmarks and prints what they gave; {@code mvn -Pbenchmarks verify}.
 *
 * <p>A missed target fails nothing: how fast a machine is today is no property of the code.
 */
public final class Benchmarks {
    private static final String WRITE = "sevsim.benchmarks.write";
    private static final String ONLY = "sevsim.benchmarks.only";
    private static final int ROUNDS = 3;
    /** The build is timed by hand: docs/benchmarks.md keeps that section. */
    private static final String KEPT_FROM = "\n## Build\n";

    private Benchmarks() {}

    /**
     * Takes system properties: {@value #WRITE} names a file for the document, {@value #ONLY} is a regular expression
     * that picks targets by name.
     */
    public static void main(String[] arguments) throws RunnerException, IOException {
        Pattern only = Pattern.compile(System.getProperty(ONLY, ""));
        List<Target> targets = Target.ALL.stream()
                .filter(target -> only.matcher(target.name()).find())
                .toList();
        targets.stream()
                .filter(target -> !target.isPossible())
                .forEach(target ->
                        System.out.println(target.name() + " is not measured: there is no C compiler or no QEMU"));
        targets = targets.stream().filter(Target::isPossible).toList();
        List<MemoryCost> memory = MemoryCost.measureAll();
        List<Measured> measured = new Rounds(targets, ROUNDS).run();
        String document = new Report(measured, memory, ROUNDS).document();
        System.out.println();
        System.out.print(document);
        String file = System.getProperty(WRITE, "");
        if (!file.isEmpty()) {
            Path target = Path.of(file);
            Files.write(target, (document + otherSections(target)).getBytes(StandardCharsets.UTF_8));
        }
    }

    /** What a file has from the section on that is not measured here; empty for a file without it. */
    private static String otherSections(Path file) throws IOException {
        if (!Files.exists(file)) {
            return "";
        }
        String text = Files.readString(file);
        int start = text.indexOf(KEPT_FROM);
        return start < 0 ? "" : text.substring(start);
    }
}
