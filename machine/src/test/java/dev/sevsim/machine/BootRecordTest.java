package dev.sevsim.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Guid;
import dev.sevsim.abi.image.KernelHashes;
import dev.sevsim.bus.time.SimClock;
import dev.sevsim.machine.BootRecord.Kernel;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class BootRecordTest {
    private static final KernelHashes FILES = KernelHashes.of(Bytes.ofAscii("kernel"), Bytes.EMPTY, "");

    private final SimClock clock = new SimClock();
    private final BootRecord boot = new BootRecord(clock);

    @Test
    void takesTheKernelThatWasStartedLastForTheOneThatRuns() {
        boot.startsDirectBoot(FILES);
        assertThat(boot.state().kernel())
                .as("started, and has not left boot services")
                .isEqualTo(Kernel.NONE);
        boot.startsFromUnlockedVolume();
        boot.kernelRuns();

        assertThat(boot.state().kernel()).isEqualTo(Kernel.UNLOCKED_VOLUME);
    }

    @Test
    void keepsTheHashesOfDirectBoot() {
        boot.startsDirectBoot(FILES);
        boot.kernelRuns();

        assertThat(boot.state().kernel()).isEqualTo(Kernel.DIRECT_BOOT);
        assertThat(boot.state().directBoot()).contains(FILES);
    }

    /** A kernel that nothing has started has not run either. */
    @Test
    void countsNoKernelThatWasNotStarted() {
        boot.kernelRuns();

        assertThat(boot.state().kernel()).isEqualTo(Kernel.NONE);
    }

    @Test
    void collectsSecretsOfSeveralReaders() {
        Guid one = Guid.of("00000001-0000-0000-0000-000000000000");
        Guid two = Guid.of("00000002-0000-0000-0000-000000000000");
        assertThat(boot.state().secretsWereRead()).isFalse();

        boot.secretsArrived(List.of(one));
        boot.secretsArrived(List.of(two, one));

        assertThat(boot.state().arrived()).containsExactlyInAnyOrder(one, two);
        assertThat(boot.state().secretsWereRead()).isTrue();
    }

    @Test
    void letsSimulatedTimePassWhileTheGuestSleeps() {
        boot.sleeps(Duration.ofSeconds(5));

        assertThat(clock.elapsedNanos()).isEqualTo(5_000_000_000L);
    }
}
