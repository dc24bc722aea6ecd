package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Every option of every command that names an output, found in the model of the command line, meets outputs that cannot be
 * written: one line on standard error, exit status 1 or 2, and nothing left behind.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class OutputFaultsTest {
    @TempDir
    private static Path inputs;

    @TempDir
    private static Path scratch;

    /** Options that commands ask for beyond what their model requires. */
    private static final Map<String, List<String>> NEEDS = Map.of(
            "sevsim owner measure",
                    List.of("--firmware", "--tik", "--nonce", "--api-major", "--api-minor", "--build-id"),
            "sevsim owner secret", List.of("--secret", "--tik", "--tek"),
            "sevsim owner vmsa", List.of("--vcpus", "--vcpu-type"),
            "sevsim launch", List.of("--seed"),
            "sevsim scenario run", List.of("--seed"),
            // Standard input is the build's.
            "sevsim serve", List.of("--qmp", "--serial"));

    /** Values that need no file. */
    private static final Map<String, String> PLAIN = Map.of(
            "--api-major",
            "1",
            "--api-minor",
            "55",
            "--build-id",
            "24",
            "--vcpu-type",
            "EPYC-Milan",
            "--seed",
            "7",
            "--qmp",
            "tcp:127.0.0.1:0",
            "--serial",
            "file:/dev/null");

    /** Values by the name of the option. */
    private Map<String, String> samples = Map.of();

    /** A file system of 16 KiB, where the tests may make one. */
    private boolean full;

    /**
     * An option that names an output.
     *
     * @param command the words before its options
     * @param required sample values of what the command requires besides
     * @param option its name
     * @param directory whether it names a directory
     */
    record Output(List<String> command, List<String> required, String option, boolean directory) {
        @Override
        public String toString() {
            return String.join(" ", command) + " " + option;
        }
    }

    @BeforeAll
    void prepare() throws Exception {
        String certificates = inputs.resolve("certificates").toString();
        String state = inputs.resolve("state").toString();
        String image = inputs.resolve("image").toString();
        String session = inputs.resolve("session").toString();
        String chain = certificates + "/full.chain";
        String trace = inputs.resolve("trace.jsonl").toString();
        run("launch", "--seed", "7", "--trace", trace);
        run("platform", "export", "--state", state, "--out", certificates);
        run("firmware", "export", "--out", image);
        run("owner", "session", "--policy", "0x1", "--chain", chain, "--out", session);
        samples = Map.ofEntries(
                Map.entry("FILE", chain),
                Map.entry("sevsim trace show FILE", trace),
                Map.entry("PATH", "plain-launch"),
                Map.entry("PROGRAM", "/bin/true"),
                Map.entry("--listen", "unix:" + scratch.resolve("listen")),
                Map.entry("--chain", chain),
                Map.entry("--firmware", image + "/OVMF.fd"),
                Map.entry("--state", state),
                Map.entry("--policy", "0x1"),
                Map.entry("--measurement", "A".repeat(64)),
                Map.entry("--nonce", "00".repeat(16)),
                Map.entry("--secret", "736869e5-84f0-4973-92ec-06879ce3da0b=open sesame"),
                Map.entry("--tik", session + "/vm_tik.bin"),
                Map.entry("--tek", session + "/vm_tek.bin"),
                Map.entry("--vcpus", "2"));
        Path mount = Files.createDirectory(scratch.resolve("full"));
        full = run(List.of("mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", mount.toString())) == 0;
    }

    private static void run(String... words) {
        CapturedRun run = CapturedRun.of((Object[]) words);
        assertThat(run.status()).as(run.err()).isZero();
    }

    @AfterAll
    void unmount() throws Exception {
        if (full) {
            run(List.of("umount", scratch.resolve("full").toString()));
        }
    }

    @Test
    void findsTheOutputsOfTheCommandLine() {
        assertThat(outputs())
                .extracting(Output::toString)
                .contains(
                        "launch --trace",
                        "launch --report",
                        "scenario run --report",
                        "trace show --report",
                        "serve --trace",
                        "scenario run --junit-xml",
                        "scenario run --keep-traces",
                        "owner session --out",
                        "platform csr --out",
                        "owner measure --outfile");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("outputs")
    void refusesAPathBelowAFile(Output output) throws IOException {
        Path file = Files.writeString(scratch.resolve("file"), "kept");

        refusedInOneLine(output, file.resolve("below"));

        assertThat(file).hasContent("kept");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("outputs")
    void refusesAFullFileSystem(Output output) throws IOException {
        assumeTrue(full, "mounting a small file system needs root");
        Path mount = scratch.resolve("full");
        Files.write(mount.resolve("fill"), new byte[16 << 10]);

        assumeTrue(endsByItself(output), "this command waits for clients");
        refusedInOneLine(output, mount.resolve("output"));

        assertThat(names(mount)).containsExactly("fill");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("outputs")
    void refusesAFileSizeLimit(Output output) throws Exception {
        assumeTrue(endsByItself(output), "this command waits for clients");
        Path directory = Files.createDirectory(
                scratch.resolve("limited-" + output.toString().replaceAll("\\W+", "-")));
        List<String> words = new ArrayList<>(List.of("sh", "-c", "ulimit -f 0; exec \"$0\" \"$@\""));
        words.addAll(process(commandLine(output, directory.resolve("output"))));
        Process process = new ProcessBuilder(words)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(err).isIn(1, 2);
        assertThat(err.lines().filter(line -> !line.contains("Picked up")))
                .as(err)
                .singleElement()
                .satisfies(line -> assertThat(line).startsWith("sevsim: ").contains("File too large"));
        assertThat(names(directory)).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("outputs")
    void writesThroughASymbolicLink(Output output) throws IOException {
        assumeTrue(!output.directory() && endsByItself(output), "needs an output that is a file, of a run that ends");
        Path file = Files.writeString(scratch.resolve("kept"), "old");
        Path link = Files.createSymbolicLink(scratch.resolve("link-" + System.nanoTime()), file.getFileName());

        CapturedRun run = CapturedRun.of(commandLine(output, link).toArray());

        assertThat(run.status()).as(run.err()).isZero();
        assertThat(link).isSymbolicLink();
        assertThat(file.toFile().length()).isGreaterThan(10);
    }

    /** Each file that a command writes to its directory, in the place of each file that it reads. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("outputs")
    void refusesToOverwriteAnInputInItsDirectory(Output output) throws IOException {
        assumeTrue(
                output.directory() && !output.option().equals("--state"),
                "needs a directory of files, of a run that ends");
        Path directory = scratch.resolve("inputs-" + System.nanoTime());
        CapturedRun written = CapturedRun.of(commandLine(output, directory).toArray());
        assertThat(written.status()).as(output + ": " + written.err()).isZero();
        List<String> words = commandLine(output, directory);
        for (int i = output.command().size(); i < words.size() - 2; i++) {
            Path input = Path.of(words.get(i));
            if (Files.isRegularFile(input)) {
                for (String name : names(directory)) {
                    List<String> changed = new ArrayList<>(words);
                    changed.set(i, directory.resolve(name).toString());
                    Files.copy(input, directory.resolve(name), StandardCopyOption.REPLACE_EXISTING);

                    CapturedRun run = CapturedRun.of(changed.toArray());

                    assertThat(run.err())
                            .isEqualTo("sevsim: output " + directory.resolve(name) + " is an input of this command\n");
                    assertThat(run.status()).isEqualTo(Main.USAGE);
                    assertThat(directory.resolve(name)).hasSameBinaryContentAs(input);
                }
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("outputs")
    void writesIntoADevice(Output output) throws Exception {
        assumeTrue(!output.directory() && endsByItself(output), "needs an output that is a file, of a run that ends");
        Path device = scratch.resolve("null-" + System.nanoTime());
        assumeTrue(run(List.of("mknod", device.toString(), "c", "1", "3")) == 0, "making a device node needs root");

        CapturedRun run = CapturedRun.of(commandLine(output, device).toArray());

        assertThat(run.status()).as(run.err()).isZero();
        assertThat(Files.readAttributes(device, "isOther")).containsEntry("isOther", true);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("outputs")
    void writesTheOutputAloneToStandardOutput(Output output) throws Exception {
        assumeTrue(
                !output.directory() && endsByItself(output) && !output.option().equals("--trace"),
                "needs an output that has no random part, of a run that ends");
        Path file = scratch.resolve("output-" + System.nanoTime());
        CapturedRun beside = CapturedRun.of(commandLine(output, file).toArray());

        Process process = new ProcessBuilder(process(commandLine(output, Path.of("-")))).start();
        byte[] out = process.getInputStream().readAllBytes();
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(out).isEqualTo(Files.readAllBytes(file));
        assertThat(err).isEqualToNormalizingWhitespace(beside.out().replace(file.toString(), "-"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("commands")
    void reportsLostStandardOutput(String command) throws Exception {
        Path device = scratch.resolve("full-" + System.nanoTime());
        assumeTrue(run(List.of("mknod", device.toString(), "c", "1", "7")) == 0, "making a device node needs root");
        List<String> words = new ArrayList<>(List.of(command.split(" ")));
        words.add("--help");
        Process process = new ProcessBuilder(process(words))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(device.toFile()))
                .start();
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(err).isEqualTo("sevsim: write error: No space left on device\n");
        assertThat(process.exitValue()).isEqualTo(1);
    }

    @Test
    void removesTheUnfinishedTraceWhenItIsInterrupted() throws Exception {
        Path out = Files.createDirectory(scratch.resolve("interrupted"));
        List<String> words = List.of(
                "serve",
                "--qmp",
                "unix:" + out.resolve("qmp"),
                "--trace",
                out.resolve("trace").toString());
        // Builds that run in the background ignore SIGINT, and their children would inherit that.
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
        assumeTrue(run(List.of("env", "--default-signal=INT", "true")) == 0, "env cannot reset signals here");
        command.addAll(process(words));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        for (int i = 0; i < 600 && names(out).stream().noneMatch(name -> name.endsWith(".new")); i++) {
            Thread.sleep(100);
        }
        assertThat(names(out)).anyMatch(name -> name.endsWith(".new"));

        run(List.of("kill", "-INT", Long.toString(process.pid())));

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(names(out)).noneMatch(name -> name.endsWith(".new"));
    }

    private static List<String> process(List<String> arguments) {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        words.addAll(arguments);
        return words;
    }

    private void refusedInOneLine(Output output, Path target) {
        CapturedRun run = CapturedRun.of(commandLine(output, target).toArray());

        assertThat(run.status()).as(run.err()).isIn(1, 2);
        assertThat(run.err().lines())
                .as(run.err())
                .singleElement()
                .satisfies(
                        line -> assertThat(line).startsWith("sevsim: ").doesNotContain("internal error", "Exception"));
    }

    private static List<String> commandLine(Output output, Path target) {
        List<String> words = new ArrayList<>(output.command());
        words.addAll(output.required());
        if (output.option().equals("--serial")) {
            words.addAll(List.of("--serial", "file:" + target));
        } else {
            words.addAll(List.of(output.option(), target.toString()));
        }
        return words;
    }

    /** Commands that serve until they are stopped open a socket or an HTTP port. */
    private static boolean endsByItself(Output output) {
        return !output.command().contains("serve") && !output.command().contains("host");
    }

    private static Stream<String> commands() {
        return Main.allVerbs().getSubcommands().values().stream()
                .map(command -> command.getCommandName())
                .distinct();
    }

    private Stream<Output> outputs() {
        List<Output> found = new ArrayList<>();
        collect(Main.allVerbs(), List.of(), found);
        return found.stream();
    }

    private void collect(CommandLine line, List<String> words, List<Output> found) {
        line.getSubcommands()
                .forEach((name, command) -> collect(
                        command, Stream.concat(words.stream(), Stream.of(name)).toList(), found));
        for (OptionSpec option : line.getCommandSpec().options()) {
            String description = String.join(" ", option.description()).toLowerCase(Locale.ROOT);
            boolean path = option.type() == Path.class || option.longestName().equals("--serial");
            if (path
                    && description.matches(
                            "(also )?write .*|(file|directory) to write.*|.*that keeps.*|.*serial port.*")) {
                found.add(new Output(
                        words,
                        required(line, option),
                        option.longestName(),
                        option.paramLabel().equals("DIR")));
            }
        }
    }

    private List<String> required(CommandLine line, OptionSpec without) {
        List<String> names =
                new ArrayList<>(NEEDS.getOrDefault(line.getCommandSpec().qualifiedName(" "), List.of()));
        for (ArgSpec argument : line.getCommandSpec().args()) {
            if (argument.required() && !argument.equals(without)) {
                names.add(argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel());
            }
        }
        names.remove(without.longestName());
        List<String> words = new ArrayList<>();
        for (String name : Set.copyOf(names)) {
            String ofCommand = line.getCommandSpec().qualifiedName(" ") + " " + name;
            String value = PLAIN.getOrDefault(name, samples.getOrDefault(ofCommand, samples.getOrDefault(name, "")));
            assertThat(value).as("a sample value of %s", name).isNotEmpty();
            words.addAll(name.startsWith("--") ? List.of(name, value) : List.of(value));
        }
        return words;
    }

    private static int run(List<String> command) throws Exception {
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
