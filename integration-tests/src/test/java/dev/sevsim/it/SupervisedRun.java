package dev.sevsim.it;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sevsim.bridge.Supervisor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code sevsim run} as a process of its own, in a directory. */
record SupervisedRun(Path directory) {
    /** Requires what the supervisor needs, notifications of the kernel among it, and that this machine has no device of its own; else the test is skipped. */
    static SupervisedRun in(Path directory) throws IOException {
        InstalledFiles.requireProgram("cc");
        assumeTrue(!Files.exists(Path.of("/dev/sev")), "this machine has a /dev/sev");
        Optional<String> refusal = Supervisor.refusal();
        assumeTrue(refusal.isEmpty(), () -> refusal.orElseThrow());
        Path unused = InstalledFiles.launcher(directory);
        return new SupervisedRun(directory);
    }

    /** Runs a program with options of the verb. */
    ToolRun run(List<?> options, Object... program) throws IOException, InterruptedException {
        return ToolRun.of(directory, words(options, program).toArray());
    }

    /** The words of a run with options of the verb. */
    List<Object> words(List<?> options, Object... program) {
        List<Object> words = new ArrayList<>(List.of(directory.resolve("sevsim"), "run"));
        words.addAll(options);
        words.add("--");
        words.addAll(List.of(program));
        return words;
    }

    /** A program with variables in its environment. */
    static Object[] with(Map<String, ?> variables, Object... program) {
        return Stream.concat(
                        Stream.concat(
                                Stream.of("env"),
                                variables.entrySet().stream().map(entry -> entry.getKey() + "=" + entry.getValue())),
                        Stream.of(program))
                .toArray();
    }
}
