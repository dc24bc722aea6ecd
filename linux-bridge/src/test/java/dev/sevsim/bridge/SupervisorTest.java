package dev.sevsim.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sevsim.bridge.Supervisor.Way;
import dev.sevsim.machine.Machine;
import dev.sevsim.machine.MachineSpec;
import dev.sevsim.machine.SimulatorException;
import dev.sevsim.machine.act.Point;
import dev.sevsim.machine.act.PointObserver;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A small C program, linked dynamically and statically, on a served host. */
class SupervisorTest {
    private static final int PATIENCE_SECONDS = 60;
    private static final int RANDOM_CALLS = Boolean.getBoolean("sevsim.stress") ? 100_000 : 3_000;
    private static final Point EACH_STATUS = new Point(Point.Side.BEFORE, "PLATFORM_STATUS", 1, true, Map.of());

    @TempDir
    private static Path programs;

    @TempDir
    private Path directory;

    @BeforeAll
    static void compile() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/cc")), "there is no C compiler");
        Path source = programs.resolve("devices.c");
        try (InputStream text = Objects.requireNonNull(SupervisorTest.class.getResourceAsStream("devices.c"))) {
            Files.copy(text, source);
        }
        cc("-o", programs.resolve("dynamic").toString(), source.toString(), "-pthread");
        cc("-static", "-o", programs.resolve("static").toString(), source.toString(), "-pthread");
    }

    private static void cc(String... arguments) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("cc"));
        words.addAll(List.of(arguments));
        assertThat(new ProcessBuilder(words).inheritIO().start().waitFor()).isZero();
    }

    private static void requireNotifications() {
        Optional<String> refusal = Supervisor.refusal();
        assumeTrue(refusal.isEmpty(), () -> refusal.orElseThrow());
    }

    private static int run(ServedHost host, Devices devices, String... command) throws InterruptedException {
        requireNotifications();
        List<String> words = new ArrayList<>(List.of(command));
        words.set(
                0,
                command[0].startsWith("/")
                        ? command[0]
                        : programs.resolve(command[0]).toString());
        Process program = Supervisor.prepare(Way.SECCOMP).start(host.socket(), devices, words);
        assertThat(program.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        return program.exitValue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "opens",
                "duplicates",
                "forks",
                "threads",
                "closes",
                "maps",
                "halts",
                "resets",
                "vcpus",
                "stats",
                "bad-arguments"
            })
    void bringsSystemCallsToTheHost(String way) throws Exception {
        try (ServedHost host = new ServedHost(directory.resolve("host"))) {
            assertThat(run(host, Devices.USABLE, "dynamic", way)).isZero();
            assertThat(run(host, Devices.USABLE, "static", way)).isZero();
            assertThat(host.complaints()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "opens-by-library",
                "duplicates",
                "forks",
                "threads",
                "closes",
                "maps",
                "halts",
                "resets",
                "vcpus",
                "bad-arguments"
            })
    void bringsSystemCallsToTheHostFromALibrary(String way) throws Exception {
        try (ServedHost host = new ServedHost(directory.resolve("host"))) {
            Process program = Supervisor.prepare(Way.PRELOAD)
                    .start(
                            host.socket(),
                            Devices.USABLE,
                            List.of(programs.resolve("dynamic").toString(), way));
            assertThat(program.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(program.exitValue()).isZero();
            assertThat(host.complaints()).isEmpty();
        }
    }

    @Test
    void recordsThatAGuestHasCodeWithoutAModel() throws Exception {
        Path trace = directory.resolve("trace.jsonl");
        MachineSpec spec = MachineSpec.builder().seed(1).trace(trace).build();
        try (ServedHost host = new ServedHost(spec, directory.resolve("host"), machine -> {})) {
            assertThat(run(host, Devices.USABLE, "dynamic", "halts")).isZero();
        }
        assertThat(Files.readAllLines(trace).stream().filter(line -> line.contains("\"guest.code\"")))
                .hasSize(3)
                .allSatisfy(line -> assertThat(line).contains("0x5020", "no modelled code"));
    }

    @Test
    void loadsNoLibraryIntoAStaticProgram() {
        assertThatThrownBy(() -> Supervisor.prepare(Way.PRELOAD)
                        .start(
                                directory.resolve("host"),
                                Devices.USABLE,
                                List.of(programs.resolve("static").toString(), "opens")))
                .isInstanceOf(SimulatorException.class)
                .hasMessageContaining("is linked statically")
                .hasMessageContaining("without --preload");
    }

    @Test
    void followsLinksToDevices() throws Exception {
        try (ServedHost host = new ServedHost(directory.resolve("host"))) {
            assertThat(run(host, Devices.USABLE, "dynamic", "link", directory.toString()))
                    .isZero();
        }
    }

    @Test
    void hidesADeviceAndItsPermissions() throws Exception {
        Devices.Node absent = new Devices.Node(false, Optional.empty());
        Devices.Node readable = new Devices.Node(true, Optional.of(0644));
        try (ServedHost host = new ServedHost(directory.resolve("host"))) {
            assertThat(run(host, new Devices(absent, Devices.Node.USABLE), "static", "no-sev"))
                    .isZero();
            if (System.getProperty("user.name").equals("root")) {
                assertThat(run(host, new Devices(readable, Devices.Node.USABLE), "static", "forbidden"))
                        .isZero();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"closes", "dies"})
    void givesBackWhatProgramsHeld(String way) throws Exception {
        AtomicInteger asids = new AtomicInteger(-1);
        MachineSpec spec = MachineSpec.builder().seed(1).build();
        try (ServedHost host = new ServedHost(
                spec,
                directory.resolve("host"),
                machine -> asids.set(machine.host().asidsInUse()))) {
            assertThat(run(host, Devices.USABLE, "dynamic", way)).isZero();
        }
        assertThat(asids).hasValue(0);
    }

    @Test
    void endsWithTheStatusOfTheProgram() throws Exception {
        try (ServedHost host = new ServedHost(directory.resolve("host"))) {
            assertThat(run(host, Devices.USABLE, "static", "exit", "7")).isEqualTo(7);
            assertThat(run(host, Devices.USABLE, "/bin/sh", "-c", "kill -TERM $$"))
                    .isEqualTo(128 + 15);
            assertThat(run(host, Devices.USABLE, "/no/such/program")).isEqualTo(127);
            assertThat(run(host, Devices.USABLE, programs.resolve("devices.c").toString()))
                    .isEqualTo(126);
        }
    }

    @Test
    void refusesAProgramOfAnotherMachine() throws Exception {
        Path foreign = directory.resolve("foreign");
        byte[] program = Files.readAllBytes(programs.resolve("static"));
        program[4] = 1; // EI_CLASS: 32 bits
        Files.write(foreign, program);
        assertThat(foreign.toFile().setExecutable(true)).isTrue();
        try (ServedHost host = new ServedHost(directory.resolve("host"))) {
            assertThat(run(host, Devices.USABLE, foreign.toString())).isEqualTo(126);
        }
    }

    @Test
    void letsSeveralProgramsShareAHost() throws Exception {
        requireNotifications();
        try (ServedHost host = new ServedHost(directory.resolve("host"))) {
            List<Process> all = new ArrayList<>();
            for (String way : List.of("threads", "closes", "forks", "opens")) {
                all.add(Supervisor.prepare(Way.SECCOMP)
                        .start(
                                host.socket(),
                                Devices.USABLE,
                                List.of(programs.resolve("dynamic").toString(), way)));
            }
            for (Process program : all) {
                assertThat(program.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
                assertThat(program.exitValue()).isZero();
            }
        }
    }

    @Test
    void letsOtherThreadsGoOnDuringALongCall() throws Exception {
        PointObserver slow = event -> pause();
        Consumer<Machine.Assembly> observed = assembly -> assembly.at(EACH_STATUS, slow);
        try (ServedHost host = new ServedHost(directory.resolve("host"), observed)) {
            assertThat(run(host, Devices.USABLE, "static", "during-a-long-call"))
                    .isZero();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(1_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Calls of one program are answered while another one's vCPUs are in KVM_RUN. */
    @Test
    void letsAProgramGoOnBesideVcpusOfAnother() throws Exception {
        requireNotifications();
        try (ServedHost host = new ServedHost(directory.resolve("host"))) {
            Process first = Supervisor.prepare(Way.SECCOMP)
                    .start(
                            host.socket(),
                            Devices.USABLE,
                            List.of(programs.resolve("dynamic").toString(), "vcpus"));
            assertThat(run(host, Devices.USABLE, "static", "vcpus")).isZero();
            assertThat(first.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(first.exitValue()).isZero();
        }
    }

    /** Random calls of a program; a sound one is served beside it and afterwards. */
    @Test
    void answersRandomCallsOfAProgram() throws Exception {
        requireNotifications();
        try (ServedHost host = new ServedHost(directory.resolve("host"))) {
            Process noisy = Supervisor.prepare(Way.SECCOMP)
                    .start(
                            host.socket(),
                            Devices.USABLE,
                            List.of(programs.resolve("dynamic").toString(), "fuzzes", "" + RANDOM_CALLS, "15"));
            assertThat(run(host, Devices.USABLE, "static", "opens")).isZero();
            assertThat(noisy.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(noisy.exitValue()).isZero();
            assertThat(run(host, Devices.USABLE, "static", "opens")).isZero();
            assertThat(host.complaints()).isEmpty();
        }
    }

    /** A kernel gives notifications of a process to one supervisor. */
    @Test
    void tellsWhyAProgramCannotBeSupervised() throws Exception {
        Path file = Supervisor.prepare(Way.SECCOMP).file();
        Path output = directory.resolve("output");
        try (ServedHost host = new ServedHost(directory.resolve("host"))) {
            int status =
                    run(host, Devices.USABLE, "/bin/sh", "-c", file + " --try 2> " + output + "; exit $?");

            assertThat(Supervisor.refusal()).isEmpty();
            assertThat(status).isEqualTo(125);
            assertThat(output).content().isEqualTo(
                    "sevsim: the kernel refuses seccomp notifications (Device or resource busy): run a dynamically"
                            + " linked program with --preload\n");
        }
    }

    @Test
    void failsWithoutAHost() throws Exception {
        Process program =
                Supervisor.prepare(Way.SECCOMP).start(directory.resolve("none"), Devices.USABLE, List.of("/bin/true"));

        assertThat(program.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(program.exitValue()).isEqualTo(125);
    }
}
