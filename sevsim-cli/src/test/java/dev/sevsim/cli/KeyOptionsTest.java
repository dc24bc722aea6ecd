package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The keys of {@code owner unseal}; the packet's MAC is refused with good ones. */
class KeyOptionsTest {
    @TempDir
    private Path directory;

    @BeforeEach
    void writeFiles() throws IOException {
        byte[] both = new byte[32];
        Arrays.fill(both, 0, 16, (byte) 1);
        Files.write(directory.resolve("tek"), Arrays.copyOf(both, 16));
        Files.write(directory.resolve("tik"), new byte[16]);
        Files.write(directory.resolve("both"), both);
        Files.write(directory.resolve("header"), new byte[52]);
        Files.write(directory.resolve("payload"), new byte[64]);
        Files.write(directory.resolve("measurement"), new byte[48]);
    }

    @Test
    void takesTwoFilesOrOne() {
        CapturedRun two = unseal("--tik tik --tek tek");
        CapturedRun one = unseal("--tk both");

        assertThat(two.status()).isEqualTo(1);
        assertThat(one).isEqualTo(two);
    }

    @Test
    void refusesOneKeyAsBoth() {
        CapturedRun run = unseal("--tik tik --tek tik");

        assertThat(run.status()).isEqualTo(Main.USAGE);
        assertThat(run.err())
                .isEqualTo("sevsim: TIK and TEK are the same key: check that --tik and --tek name different files\n");
    }

    private CapturedRun unseal(String keys) {
        Stream<String> named = Stream.concat(
                Stream.of("--header header --payload payload --measurement measurement".split(" ")),
                Arrays.stream(keys.split(" ")));
        return CapturedRun.of(Stream.concat(
                        Stream.of("owner", "unseal"),
                        named.map(word -> word.startsWith("--")
                                ? word
                                : directory.resolve(word).toString()))
                .toArray());
    }
}
