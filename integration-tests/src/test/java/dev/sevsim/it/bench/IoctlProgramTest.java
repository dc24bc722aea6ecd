package dev.sevsim.it.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sevsim.bridge.Supervisor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What {@link IoctlBenchmark} measures. */
class IoctlProgramTest {
    @Test
    void makesItsCallsUnderTheSupervisor() {
        assumeTrue(IoctlProgram.isPossible(), "there is no C compiler");
        Optional<String> refusal = Supervisor.refusal();
        assumeTrue(refusal.isEmpty(), () -> refusal.orElseThrow());
        calls();
    }

    @Test
    void makesItsCallsWithTheLibrary() {
        calls("--preload");
    }

    /** The program's clock and this one's agree, and more calls take longer. */
    private static void calls(String... options) {
        assumeTrue(IoctlProgram.isPossible(), "there is no C compiler");
        assumeTrue(!Files.exists(Path.of("/dev/sev")), "this machine has a /dev/sev");
        try (IoctlProgram program = IoctlProgram.start(options)) {
            long start = System.nanoTime();
            long few = program.call(1);
            long many = program.call(2_000);
            long exchanged = program.exchange(2_000);
            long measured = System.nanoTime() - start;

            assertThat(few).isPositive();
            assertThat(many).isGreaterThan(TimeUnit.MICROSECONDS.toNanos(100));
            assertThat(exchanged).isGreaterThan(TimeUnit.MICROSECONDS.toNanos(100));
            assertThat(few + many + exchanged).isLessThanOrEqualTo(measured);
        }
    }
}
