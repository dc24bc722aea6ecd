package dev.sevsim.it.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;

/**
 * Runs the benchmarks in rounds: each one once, next to its yardstick, then all again.
 *
 * <p>Machines get slower and faster while a run lasts, and have other things to do. What is compared is therefore measured
 * within seconds; a benchmark counts with its median call, and the median round counts.
 */
final class Rounds {
    private final List<Target> targets;
    private final int count;

    Rounds(List<Target> targets, int count) {
        this.targets = targets;
        this.count = count;
    }

    List<Measured> run() throws RunnerException {
        Map<Target, List<Round>> rounds = new HashMap<>();
        for (int round = 0; round < count; round++) {
            Map<String, Double> micros = new HashMap<>();
            for (Target target : targets) {
                String yardstick = target.yardstick().benchmark();
                if (!micros.containsKey(yardstick)) {
                    micros.put(yardstick, measure(yardstick));
                }
                Round measured = new Round(measure(target.benchmark()), micros.get(yardstick));
                System.out.println("round " + (round + 1) + " of " + count + ": " + target.name() + " "
                        + Text.time(measured.micros()));
                rounds.computeIfAbsent(target, t -> new ArrayList<>()).add(measured);
            }
        }
        return targets.stream()
                .map(target -> new Measured(target, rounds.getOrDefault(target, List.of())))
                .toList();
    }

    /** The median of its calls in microseconds. */
    private static double measure(String benchmark) throws RunnerException {
        RunResult result = new Runner(new OptionsBuilder()
                        .include("^" + benchmark.replace(".", "\\.") + "$")
                        .mode(Mode.SampleTime)
                        .timeUnit(TimeUnit.NANOSECONDS)
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .runSingle();
        Statistics times = result.getPrimaryResult().getStatistics();
        return times.getPercentile(50) / 1000;
    }
}
