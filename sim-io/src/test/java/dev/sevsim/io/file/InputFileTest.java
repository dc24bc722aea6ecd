package dev.sevsim.io.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InputFileTest {
    private static final int MEBIBYTE = 1 << 20;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4096, MEBIBYTE - 1, MEBIBYTE, MEBIBYTE + 1, 3 * MEBIBYTE})
    void readsAFileWhole(int length) throws IOException {
        byte[] content = random(length);
        Path file = Files.write(directory.resolve("file"), content);

        assertThat(InputFile.read("image", file, length)).isEqualTo(Bytes.copyOf(content));
    }

    @Test
    void refusesAMissingFile() {
        Path file = directory.resolve("none");

        refuses(file, 10, "image " + file + " does not exist");
    }

    @Test
    void refusesAnEmptyFile() throws IOException {
        Path file = Files.createFile(directory.resolve("empty"));

        refuses(file, 10, "image " + file + " is empty");
    }

    @Test
    void takesAnEmptyFileWhereThatIsAllowed() throws IOException {
        Path file = Files.createFile(directory.resolve("empty"));

        assertThat(InputFile.readPossiblyEmpty("image", file, 10, done -> {})).isEqualTo(Bytes.EMPTY);
    }

    @Test
    void refusesADirectory() {
        refuses(directory, 10, "image " + directory + " is a directory, expected a file");
    }

    @Test
    void refusesAFileBelowAFile() throws IOException {
        Path file = Files.createFile(directory.resolve("file")).resolve("below");

        refuses(file, 10, "image " + file + " cannot be read: Not a directory");
    }

    @Test
    void refusesOneByteTooMany() throws IOException {
        Path file = Files.write(directory.resolve("big"), new byte[11]);

        refuses(file, 10, "image " + file + " has 11 bytes, expected at most 10");
    }

    @Test
    void readsAllOfAFileThatGrowsMeanwhile() throws IOException {
        byte[] content = random(MEBIBYTE);
        Path file = Files.write(directory.resolve("growing"), content);

        Bytes read = InputFile.read("image", file, 4 * MEBIBYTE, growOnce(file, content));

        assertThat(read).isEqualTo(Bytes.concat(Bytes.copyOf(content), Bytes.copyOf(content)));
    }

    @Test
    void refusesAFileThatGrowsBeyondTheLimit() throws IOException {
        byte[] content = random(MEBIBYTE);
        Path file = Files.write(directory.resolve("growing"), content);

        assertThatThrownBy(() -> InputFile.read("image", file, MEBIBYTE + 10, growOnce(file, content)))
                .isInstanceOf(InputException.class)
                .hasMessage("image " + file + " has more than " + (MEBIBYTE + 10) + " bytes");
    }

    @Test
    void reportsItsProgress() throws IOException {
        Path file = Files.write(directory.resolve("file"), new byte[2 * MEBIBYTE + 5]);
        List<Long> heard = new ArrayList<>();

        InputFile.read("image", file, 4 * MEBIBYTE, heard::add);

        assertThat(heard).isSorted().doesNotHaveDuplicates().hasSizeGreaterThan(2);
        assertThat(heard.get(heard.size() - 1)).isEqualTo(2 * MEBIBYTE + 5);
    }

    /** Appends to the file as soon as something of it has been read. */
    private static LongConsumer growOnce(Path file, byte[] more) {
        return new LongConsumer() {
            private boolean grown;

            @Override
            public void accept(long done) {
                if (grown) {
                    return;
                }
                grown = true;
                try {
                    Files.write(file, more, StandardOpenOption.APPEND);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
    }

    private static void refuses(Path file, long maximum, String message) {
        assertThatThrownBy(() -> InputFile.read("image", file, maximum))
                .isInstanceOf(InputException.class)
                .hasMessage(message);
    }

    private static byte[] random(int length) {
        byte[] content = new byte[length];
        new SplittableRandom(length).nextBytes(content);
        return content;
    }
}
