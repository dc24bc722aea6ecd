package dev.sevsim.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.chip.ChipGeneration;
import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.bus.time.SeededRandom;
import dev.sevsim.bus.work.Workers;
import dev.sevsim.psp.keys.ChipSecret;
import dev.sevsim.psp.keys.IdentityCertificates;
import dev.sevsim.psp.keys.PlatformIdentity;
import dev.sevsim.psp.nv.NvStorage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Processes are killed while they save; afterwards the state is always one that was saved. */
class StateKillTest {
    private static final int KILLS = Boolean.getBoolean("sevsim.stress") ? 250 : 50;
    private static final int IDENTITIES = 4;
    private static final ApiVersion VERSION = new ApiVersion(1, 55);

    @TempDir
    private Path directory;

    private final List<PlatformIdentity> identities = new ArrayList<>();
    private final List<Bytes> areas = new ArrayList<>();

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void leavesTheOldStateOrTheNewOne(long seed) throws IOException, InterruptedException {
        SplittableRandom random = new SplittableRandom(seed);
        List<String> files = makeIdentities(seed);
        Path kept = directory.resolve("kept");
        int savedWhenKilled = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            boolean fresh = random.nextInt(4) == 0;
            Path state = fresh ? directory.resolve("fresh-" + kill) : kept;
            boolean saved = killWhileSaving(state, seed, files, random);
            savedWhenKilled += saved ? 1 : 0;
            checkState(
                    state,
                    saved || (!fresh && Files.exists(kept.resolve("nv.bin"))),
                    "seed " + seed + ", kill " + kill);
        }

        assertThat(savedWhenKilled).as("kills that hit a process at work").isGreaterThan(KILLS / 3);
        checkThatAPlatformStartsFrom(kept, seed);
    }

    /** What one chip could have held at different times, as files for the process that saves them. */
    private List<String> makeIdentities(long seed) throws IOException {
        ChipSecret chip = ChipSecret.burn(SeededRandom.of(seed));
        List<String> files = new ArrayList<>();
        for (int i = 0; i < IDENTITIES; i++) {
            PlatformIdentity identity =
                    PlatformIdentity.selfOwned(chip, VERSION, SeededRandom.of(100 * seed + i), Workers.direct());
            Bytes area = identity.flash().read();
            identities.add(identity);
            areas.add(area);
            files.add(
                    Files.write(directory.resolve("area-" + i), area.toArray()).toString());
        }
        return files;
    }

    /** Answers whether the process had saved something before it was killed. */
    private static boolean killWhileSaving(Path state, long seed, List<String> files, SplittableRandom random)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx32m",
                "-cp",
                classPath(),
                StateWriter.class.getName(),
                state.toString(),
                Long.toString(seed)));
        command.addAll(files);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        assertThat(process.getInputStream().read()).isEqualTo('s');
        boolean saved = false;
        if (random.nextInt(4) != 0) {
            assertThat(process.getInputStream().read()).isEqualTo('w');
            saved = true;
        }
        Thread.sleep(random.nextInt(saved ? 12 : 60), random.nextInt(1_000_000));
        process.destroyForcibly();
        assertThat(process.waitFor()).as("ended by the kill and not by itself").isEqualTo(137);
        return saved;
    }

    private void checkState(Path state, boolean saved, String when) throws IOException {
        NvStorage flash = new StateDirectory(state).flash();
        Bytes area = flash.read();
        if (saved) {
            assertThat(areas).as(when).contains(area);
        } else {
            assertThat(Stream.concat(areas.stream(), Stream.of(NvStorage.ERASED)))
                    .as(when)
                    .contains(area);
        }
        if (Files.exists(state.resolve("chip.bin"))) {
            assertThat(new StateDirectory(state).chip(ChipGeneration.MILAN, SeededRandom.of(99)))
                    .as(when)
                    .isEqualTo(identities.get(0).chip());
        } else {
            assertThat(saved).as(when).isFalse();
        }
    }

    private void checkThatAPlatformStartsFrom(Path kept, long seed) throws IOException {
        Bytes area = new StateDirectory(kept).flash().read();
        IdentityCertificates expected = identities.get(areas.indexOf(area)).certificates();
        try (PlatformSession platform = PlatformSession.open(kept, OptionalLong.of(seed))) {
            assertThat(platform.certificates().pek().raw()).isEqualTo(expected.pekBytes());
            assertThat(platform.hasDiscardedStore()).isFalse();
            platform.generatePdh();
        }
        try (Stream<Path> files = Files.list(kept)) {
            assertThat(files.map(f -> f.getFileName().toString()).filter(name -> name.startsWith(".nv.bin")))
                    .as("what killed processes left behind is gone after the next save")
                    .isEmpty();
        }
    }

    /** The modules and class directories that this test runs on, as one class path. */
    private static String classPath() {
        return String.join(
                File.pathSeparator,
                Path.of("target", "test-classes").toAbsolutePath().toString(),
                Path.of("target", "classes").toAbsolutePath().toString(),
                Objects.toString(System.getProperty("jdk.module.path"), ""),
                System.getProperty("java.class.path"));
    }
}
