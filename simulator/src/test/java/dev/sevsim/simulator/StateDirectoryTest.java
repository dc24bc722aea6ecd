package dev.sevsim.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.bus.time.SeededRandom;
import dev.sevsim.bus.time.SimRandom;
import dev.sevsim.psp.keys.ChipSecret;
import dev.sevsim.psp.keys.PlatformIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDirectoryTest {
    @TempDir
    private Path directory;

    @Test
    void isEmptyBeforeAnythingWasSaved() {
        assertThat(new StateDirectory(directory).load()).isEmpty();
        assertThat(new StateDirectory(directory.resolve("none")).load()).isEmpty();
        assertThat(directory.resolve("none")).doesNotExist();
    }

    @Test
    void givesBackWhatWasSaved() {
        Path made = directory.resolve("a").resolve("b");
        PlatformIdentity identity = identity(1);

        new StateDirectory(made).save(identity);
        PlatformIdentity loaded = new StateDirectory(made).load().orElseThrow();

        assertThat(loaded.encode()).isEqualTo(identity.encode());
        assertThat(loaded.certificates()).isEqualTo(identity.certificates());
    }

    @Test
    void replacesAnOlderIdentity() throws IOException {
        StateDirectory state = new StateDirectory(directory);
        PlatformIdentity second = identity(2);

        state.save(identity(1));
        state.save(second);

        assertThat(state.load().orElseThrow().encode()).isEqualTo(second.encode());
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void refusesADamagedIdentity() throws IOException {
        StateDirectory state = new StateDirectory(directory);
        state.save(identity(1));
        Path file = directory.resolve("platform.bin");
        byte[] content = Files.readAllBytes(file);
        content[content.length / 2] ^= 1;
        Files.write(file, content);

        refuses(state, "state " + file + ": ", "; restore it, or remove it for a new platform");
    }

    @Test
    void refusesATruncatedIdentity() throws IOException {
        Path file = Files.write(directory.resolve("platform.bin"), new byte[10]);

        refuses(new StateDirectory(directory), "state " + file + ": ", "; restore it, or remove it for a new platform");
    }

    @Test
    void refusesAFileInPlaceOfTheDirectory() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));

        refuses(new StateDirectory(file), "state " + file + " is a file", ", expected a directory");
        assertThatThrownBy(() -> new StateDirectory(file).save(identity(1)))
                .isInstanceOf(InputException.class)
                .hasMessage("state " + file + " is a file, expected a directory");
    }

    @Test
    void refusesADirectoryInPlaceOfTheIdentity() throws IOException {
        Path inTheWay = Files.createDirectory(directory.resolve("platform.bin"));

        refuses(new StateDirectory(directory), "state " + inTheWay + " cannot be read: ", "directory");
    }

    private static void refuses(StateDirectory state, String start, String end) {
        assertThatThrownBy(state::load)
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(start)
                .hasMessageEndingWith(end);
    }

    private static PlatformIdentity identity(long seed) {
        SimRandom random = SeededRandom.of(seed);
        return PlatformIdentity.selfOwned(ChipSecret.burn(random), new ApiVersion(1, 55), random);
    }
}
