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
        List<MemoryCost> memory = MemoryCost.measureAll();
        List<Measured> measured = new Rounds(targets, ROUNDS).run();
        String document = new Report(measured, memory, ROUNDS).document();
        System.out.println();
        System.out.print(document);
        String file = System.getProperty(WRITE, "");
        if (!file.isEmpty()) {
            Files.write(Path.of(file), document.getBytes(StandardCharsets.UTF_8));
        }
    }
}
