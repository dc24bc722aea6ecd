package dev.sevsim.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Guid;
import dev.sevsim.abi.image.KernelHashes;
import dev.sevsim.bus.time.SimClock;
import dev.sevsim.machine.BootRecord.Kernel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class BootRecordTest {
    private static final KernelHashes FILES = KernelHashes.of(Bytes.ofAscii("kernel"), Bytes.EMPTY, "");

    private final SimClock clock = new SimClock();
    private final BootRecord boot = new BootRecord(clock, BootRecord.Phases.NONE);

    @Test
    void takesTheKernelThatWasStartedLastForTheOneThatRuns() {
        boot.startsDirectBoot(FILES, "initrd=initrd quiet");
        assertThat(boot.state().kernel())
                .as("started, and has not left boot services")
                .isEqualTo(Kernel.NONE);
        boot.startsFromUnlockedVolume();
        boot.kernelRuns("initrd=initrd quiet");

        assertThat(boot.state().kernel()).isEqualTo(Kernel.UNLOCKED_VOLUME);
    }

    @Test
    void keepsTheHashesOfDirectBoot() {
        boot.startsDirectBoot(FILES, "initrd=initrd quiet");
        boot.kernelRuns("initrd=initrd quiet");

        assertThat(boot.state().kernel()).isEqualTo(Kernel.DIRECT_BOOT);
        assertThat(boot.state().directBoot()).contains(FILES);
    }

    /** Initrd and command line are in memory between their check and their use. */
    @Test
    void takesInitrdAndCommandLineAsTheKernelTookThem() {
        boot.startsDirectBoot(FILES, "initrd=initrd quiet");
        boot.kernelRuns("initrd=initrd quiez");
        boot.unpacksInitrd("other".getBytes(StandardCharsets.US_ASCII));

        KernelHashes taken = boot.state().directBoot().orElseThrow();
        assertThat(taken.kernel()).isEqualTo(FILES.kernel());
        assertThat(taken.commandLine()).isNotEqualTo(FILES.commandLine());
        assertThat(taken.initrd())
                .isEqualTo(Bytes.fromHex("d9298a10d1b0735837dc4bd85dac641b0f3cef27a47e5d53a54f2f3f5b2fcffa"));
    }

    @Test
    void keepsEachContentThatWasReadOfASecret() {
        Guid one = Guid.of("00000001-0000-0000-0000-000000000000");
        boot.secretRead(one, Bytes.of(1));
        boot.secretRead(one, Bytes.of(2));

        assertThat(boot.state().read()).containsOnlyKeys(one);
        assertThat(boot.state().read().get(one)).containsExactlyInAnyOrder(Bytes.of(1), Bytes.of(2));
    }

    /** A kernel that nothing has started has not run either. */
    @Test
    void countsNoKernelThatWasNotStarted() {
        boot.kernelRuns("initrd=initrd quiet");

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
