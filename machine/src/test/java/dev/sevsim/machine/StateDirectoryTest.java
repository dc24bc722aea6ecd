package dev.sevsim.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.chip.ChipGeneration;
import dev.sevsim.bus.time.SeededRandom;
import dev.sevsim.io.file.InputException;
import dev.sevsim.psp.keys.ChipSecret;
import dev.sevsim.psp.nv.NvStorage;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StateDirectoryTest {
    private static final Bytes AREA = Bytes.ofAscii("an area").paddedTo(NvStorage.SIZE);

    @TempDir
    private Path directory;

    @Test
    void burnsAChipOnceAndKeepsIt() {
        Path made = directory.resolve("a").resolve("b");

        ChipSecret burnt = chip(made, 1);

        assertThat(chip(made, 2)).isEqualTo(burnt);
        assertThat(chip(directory.resolve("c"), 2)).isNotEqualTo(burnt);
    }

    @ParameterizedTest
    @EnumSource(ChipGeneration.class)
    void keepsTheGenerationWithTheChip(ChipGeneration generation) {
        assertThat(new StateDirectory(directory).generation()).isEmpty();
        ChipSecret burnt = chip(directory, generation, 1);

        assertThat(new StateDirectory(directory).generation()).contains(generation);
        assertThat(chip(directory, generation, 2)).isEqualTo(burnt);
    }

    @Test
    void refusesAnotherGenerationAndKeepsTheChip() {
        ChipSecret burnt = chip(directory, ChipGeneration.ROME, 1);

        assertThatThrownBy(() -> chip(directory, ChipGeneration.GENOA, 1))
                .isInstanceOf(InputException.class)
                .hasMessage("state " + directory + " keeps a Rome chip, but --generation names Genoa;"
                        + " leave out --generation, or name another directory");
        assertThat(chip(directory, ChipGeneration.ROME, 2)).isEqualTo(burnt);
    }

    @Test
    void keepsAFlashThatIsErasedBeforeItIsWritten() throws IOException {
        assertThat(new StateDirectory(directory).flash().read()).isEqualTo(NvStorage.ERASED);

        new StateDirectory(directory).flash().write(AREA);
        assertThat(new StateDirectory(directory).flash().read()).isEqualTo(AREA);

        new StateDirectory(directory).flash().erase();
        assertThat(new StateDirectory(directory).flash().read()).isEqualTo(NvStorage.ERASED);
    }

    @Test
    void leavesNothingBesideItsFilesAndHidesThem() throws IOException {
        chip(directory, 1);
        new StateDirectory(directory).flash().write(AREA);
        new StateDirectory(directory).flash().write(NvStorage.ERASED);

        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(f -> f.getFileName().toString())).containsExactlyInAnyOrder("chip.bin", "nv.bin");
        }
        for (String name : new String[] {"chip.bin", "nv.bin"}) {
            assertThat(Files.getPosixFilePermissions(directory.resolve(name)))
                    .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        }
    }

    @Test
    void removesTemporaryFilesOfDeadProcessesAlone() throws IOException {
        Path dead = Files.createFile(directory.resolve(".nv.bin." + Integer.MAX_VALUE + "-7.new"));
        Path alive = Files.createFile(
                directory.resolve(".nv.bin." + ProcessHandle.current().pid() + "-0.new"));
        Path other = Files.createFile(directory.resolve(".nv.bin.mine.new"));

        new StateDirectory(directory).flash().write(AREA);

        assertThat(dead).doesNotExist();
        assertThat(alive).exists();
        assertThat(other).exists();
    }

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {0, 1, 4, 0x7FFF, 0x8001})
    void givesATruncatedFlashThatPassesForDamaged(int length) throws IOException {
        Files.write(directory.resolve("nv.bin"), Arrays.copyOf(AREA.toArray(), length));

        Bytes read = new StateDirectory(directory).flash().read();

        assertThat(read.length()).isEqualTo(NvStorage.SIZE);
        assertThat(NvStorage.isEmpty(read)).isFalse();
    }

    @ParameterizedTest(name = "byte {0}")
    @ValueSource(ints = {0, 8, 0x0C, 0x10, 0x2F, 0x30, 0x4F})
    void refusesADamagedChip(int at) throws IOException {
        chip(directory, 1);
        Path file = directory.resolve("chip.bin");
        byte[] content = Files.readAllBytes(file);
        content[at] ^= 1;
        Files.write(file, content);

        refuses(directory, "state " + file + " ", "; restore it, or remove the directory for a new platform");
    }

    @Test
    void refusesAHugeChipWithoutReadingIt() throws IOException {
        Path file = directory.resolve("chip.bin");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(6L << 30);
        }

        refuses(directory, "state " + file + " has 6442450944 bytes, expected a chip of a few hundred", "new platform");
    }

    @Test
    void refusesATruncatedChip() throws IOException {
        Path file = Files.write(directory.resolve("chip.bin"), new byte[10]);

        refuses(directory, "state " + file + " has 10 bytes, expected 80", "for a new platform");
    }

    @Test
    void refusesAFlashWhoseChipIsGone() throws IOException {
        new StateDirectory(directory).flash().write(AREA);

        refuses(directory, "state " + directory + " has nv.bin but no chip.bin", "for a new platform");
        assertThat(directory.resolve("chip.bin")).doesNotExist();
    }

    @Test
    void refusesTheFileOfAnEarlierVersion() throws IOException {
        Files.createFile(directory.resolve("platform.bin"));

        refuses(directory, "state " + directory + " was made by an earlier version", "or name another directory");
    }

    @Test
    void refusesAFileInPlaceOfTheDirectory() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));

        refuses(file, "state " + file + " is a file", ", expected a directory");
    }

    @Test
    void reportsTheReasonOfAFlashFailure() throws IOException {
        Path inTheWay = Files.createDirectory(directory.resolve("nv.bin"));
        StateDirectory state = new StateDirectory(directory);
        state.requireWorkingFlash();

        assertThatThrownBy(() -> state.flash().read()).isInstanceOf(IOException.class);

        assertThatThrownBy(state::requireWorkingFlash)
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("state " + inTheWay + " cannot be used: ");
    }

    private static ChipSecret chip(Path directory, long seed) {
        return chip(directory, ChipGeneration.MILAN, seed);
    }

    private static ChipSecret chip(Path directory, ChipGeneration generation, long seed) {
        return new StateDirectory(directory).chip(generation, SeededRandom.of(seed));
    }

    private static void refuses(Path directory, String start, String end) {
        assertThatThrownBy(() -> chip(directory, 1))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(start)
                .hasMessageEndingWith(end);
    }
}
