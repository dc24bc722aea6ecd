package dev.sevsim.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds the traces and reports of seeded launches of every kind to recorded digests.
 *
 * <p>A run writes its traces to {@code target/golden}; compare one with the trace of an earlier build by {@code sevsim
 * trace diff}. {@code mvn verify -Dsevsim.docs.write=true} records new digests, which is right only for a commit that
 * changes traces on purpose.
 */
class GoldenTraceTest {
    private static final Path RESOURCES = Path.of("src", "test", "resources");
    private static final Path LAUNCHES = RESOURCES.resolve("golden/launches.tsv");
    private static final Path DIGESTS = RESOURCES.resolve("golden/digests.tsv");
    private static final Path TRACES = Path.of("target", "golden");
    private static final String HEAD =
            "# name, exit status, trace records, SHA-256 of the trace, SHA-256 of --json's output (serve: of the console)";
    private static final boolean RECORDING = Boolean.getBoolean("sevsim.docs.write");

    private static final Map<String, String> SEEN = new LinkedHashMap<>();

    @TempDir
    private static Path directory;

    static List<String> launches() throws IOException {
        return lines(LAUNCHES);
    }

    @BeforeAll
    static void makeASession() throws IOException {
        Files.createDirectories(TRACES);
        Path out = directory.resolve("out");
        Sevsim.run("platform", "export", "--state", directory.resolve("state"), "--out", out, "--seed", "3")
                .requireSuccess();
        Sevsim.run(
                        "owner",
                        "session",
                        "--chain",
                        out.resolve("full.chain"),
                        "--policy",
                        "0x1",
                        "--seed",
                        "3",
                        "--out",
                        out)
                .requireSuccess();
    }

    @AfterAll
    static void record() throws IOException {
        if (RECORDING) {
            List<String> lines = new ArrayList<>(List.of(HEAD));
            lines.addAll(SEEN.values());
            Files.write(DIGESTS, lines);
        }
    }

    @ParameterizedTest
    @MethodSource("launches")
    void leavesTheRecordedTraceAndReport(String launch) throws IOException {
        String[] columns = launch.split("\t", 2);
        Path trace = trace(columns[0]);
        Sevsim run = Sevsim.run(arguments(columns[1], trace).toArray());
        Files.writeString(TRACES.resolve(columns[0] + ".json"), run.out());

        check(columns[0], run.status(), trace, run.out(), launch + ": " + run.err());
    }

    @Test
    @Timeout(60)
    void servesWithTheRecordedTrace() throws IOException, InterruptedException {
        Path trace = trace("serve");
        Path console = directory.resolve("console.txt");
        List<Object> arguments = arguments("--seed 1 @state @session --qmp tcp:127.0.0.1:0", trace);
        arguments.addAll(List.of("--serial", "file:" + console));
        try (ServingSevsim host =
                        new ServingSevsim(arguments.subList(2, arguments.size()).toArray());
                QmpConversation qmp = host.qmp()) {
            assertThat(qmp.execute("cont")).isNotNull();
            while (!Files.readString(console).endsWith("# ")) {
                Thread.sleep(20);
            }
            assertThat(qmp.execute("system_powerdown")).isNotNull();
            assertThat(qmp.eventsToTheEnd()).endsWith("SHUTDOWN");

            check("serve", host.status(), trace, Files.readString(console), host.err());
        }
    }

    private static Path trace(String name) throws IOException {
        Path trace = TRACES.resolve(name + ".jsonl");
        Files.deleteIfExists(trace);
        return trace;
    }

    private static void check(String name, int status, Path trace, String output, String description)
            throws IOException {
        String seen = String.join(
                "\t",
                name,
                Integer.toString(status),
                Long.toString(Files.exists(trace) ? Files.readAllLines(trace).size() : 0),
                Files.exists(trace) ? sha256(Files.readAllBytes(trace)) : "-",
                sha256(output.getBytes(StandardCharsets.UTF_8)));
        SEEN.put(name, seen);
        if (!RECORDING) {
            assertThat(lines(DIGESTS)).as(description).contains(seen);
        }
    }

    private static List<Object> arguments(String line, Path trace) {
        Path out = directory.resolve("out");
        List<Object> arguments = new ArrayList<>(List.of("launch", "--json", "--trace", trace));
        for (String word : line.split(" ", -1)) {
            switch (word) {
                case "@state" -> arguments.addAll(List.of("--state", directory.resolve("state")));
                case "@session" ->
                    arguments.addAll(List.of(
                            "--dh-cert", out.resolve("vm_godh.b64"), "--session", out.resolve("vm_session.b64")));
                default ->
                    arguments.add(
                            word.startsWith("@out/")
                                    ? out.resolve(word.substring(5))
                                    : word.startsWith("vectors/") ? RESOURCES.resolve(word) : word);
            }
        }
        return arguments;
    }

    private static List<String> lines(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> !line.startsWith("#"))
                .toList();
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
