package dev.sevsim.kernel.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DumpFormatsTest {
    private static final byte[] SAMPLE =
            "these-are-the-kata-secrets\0\1\2\3\4\5\6\7".getBytes(StandardCharsets.ISO_8859_1);

    @TempDir
    private Path directory;

    /** Rows of 16, 16 and 2 bytes of the sample of docs/reference/guest-kernel.md section 7. */
    @Test
    void printsTheDocumentedSecret() {
        ShellGuest guest = new ShellGuest();
        guest.file("s", SAMPLE);

        assertThat(guest.run("xxd s")).isEqualTo("""
                        00000000: 7468 6573 652d 6172 652d 7468 652d 6b61  these-are-the-ka
                        00000010: 7461 2d73 6563 7265 7473 0001 0203 0405  ta-secrets......
                        00000020: 0607                                     ..
                        """);
        assertThat(guest.run("hd s")).isEqualTo("""
                        00000000  74 68 65 73 65 2d 61 72  65 2d 74 68 65 2d 6b 61  |these-are-the-ka|
                        00000010  74 61 2d 73 65 63 72 65  74 73 00 01 02 03 04 05  |ta-secrets......|
                        00000020  06 07                                             |..|
                        00000022
                        """);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "xxd f",
                "xxd -p f",
                "xxd -l 20 -s 4 f",
                "xxd -s 0x10 f",
                "hexdump -C f",
                "hexdump f",
                "hexdump -v f",
                "hexdump -vC f",
                "hexdump -C -n 40 -s 5 f",
                "hd f",
                "hexdump -C f g",
                "cat f g",
                "cat none f"
            })
    void printsWhatTheRealProgramPrints(String line) throws IOException {
        SplittableRandom random = new SplittableRandom(20220628);
        for (int length : new int[] {0, 1, 2, 15, 17, 48, 61, 4100}) {
            byte[] content = new byte[length];
            random.nextBytes(content);
            compare(line, content);
            byte[] runs = new byte[length];
            for (int i = 0; i < length; i++) {
                runs[i] = (byte) (i / 48 * 3);
            }
            compare(line, runs);
        }
    }

    private void compare(String line, byte[] content) throws IOException {
        ShellGuest guest = new ShellGuest();
        guest.file("f", content);
        guest.file("g", SAMPLE);
        Files.write(directory.resolve("f"), content);
        Files.write(directory.resolve("g"), SAMPLE);
        List<String> command = new ArrayList<>(List.of(line.split(" ", -1)));

        assertThat(guest.run(line))
                .as("%s of %d bytes", line, content.length)
                .isEqualTo(RealProgram.run(directory, command));
    }
}
