package dev.sevsim.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.bridge.Supervisor.Way;
import dev.sevsim.machine.MachineSpec;
import dev.sevsim.machine.SimulatorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A small C program, linked dynamically and statically, on a served host. */
class SupervisorTest extends DeviceProgram {
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
        assertThat(Files.readAllLines(trace).stream().filter(line -> line.contains("\"host.program-memory\"")))
                .as("each program once")
                .singleElement()
                .asString()
                .contains("copied around calls");
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
    @ValueSource(strings = {"closes", "killed"})
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

    /** A kernel gives notifications of a process to one supervisor. */
    @Test
    void tellsWhyAProgramCannotBeSupervised() throws Exception {
        Path file = Supervisor.prepare(Way.SECCOMP).file();
        Path output = directory.resolve("output");
        try (ServedHost host = new ServedHost(directory.resolve("host"))) {
            int status = run(host, Devices.USABLE, "/bin/sh", "-c", file + " --try 2> " + output + "; exit $?");

            assertThat(Supervisor.refusal()).isEmpty();
            assertThat(status).isEqualTo(125);
            assertThat(output)
                    .content()
                    .isEqualTo(
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
