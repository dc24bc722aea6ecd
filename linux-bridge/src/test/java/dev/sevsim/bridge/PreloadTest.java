package dev.sevsim.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sevsim.bridge.Supervisor.Way;
import dev.sevsim.machine.SimulatorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that the library for LD_PRELOAD cannot serve. */
class PreloadTest {
    private static final int E_MACHINE = 18;
    private static final byte AARCH64 = (byte) 183;
    private static final int DEADLINE_SECONDS = 60;

    @TempDir
    private Path directory;

    @BeforeAll
    static void requireCompiler() {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/cc")), "there is no C compiler");
    }

    private Process start(String program) {
        return Supervisor.prepare(Way.PRELOAD).start(directory.resolve("host"), Devices.USABLE, List.of(program));
    }

    @Test
    void refusesAProgramOfAnotherMachine() throws IOException {
        byte[] program = Files.readAllBytes(Path.of("/bin/true"));
        program[E_MACHINE] = AARCH64;
        Path foreign = Files.write(directory.resolve("foreign"), program);

        assertThatThrownBy(() -> start(foreign.toString()))
                .isInstanceOf(SimulatorException.class)
                .hasMessageContaining("is no x86-64 program");
    }

    @Test
    void endsAsAShellWithoutTheProgram() throws InterruptedException {
        Process program = start("no-such-program");

        assertThat(program.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(program.exitValue()).isEqualTo(127);
    }
}
