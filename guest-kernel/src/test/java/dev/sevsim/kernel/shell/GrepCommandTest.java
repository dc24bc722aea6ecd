package dev.sevsim.kernel.shell;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GrepCommandTest {
    private final ShellGuest guest = new ShellGuest();

    @BeforeEach
    void fill() {
        guest.file("f", "text\nmore\n".getBytes(US_ASCII));
        guest.calls.makeDirectory("/d", 0755);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '~',
            value = {
                "grep ex f ! text ! 0",
                "grep -n m f ! 2:more ! 0",
                "grep -c e f ! 2 ! 0",
                "grep -v ex f ! more ! 0",
                "grep none f ! ! 1",
                "grep -q ex f ! ! 0",
                "grep -i TEXT f ! text ! 0",
                "grep x none ! grep: none: No such file or directory ! 2"
            })
    void printsAndAnswers(String line, String shown, int status) {
        assertThat(guest.run(line)).isEqualTo(shown == null ? "" : shown.replace('|', '\n') + "\n");
        assertThat(guest.shell.status()).isEqualTo(status);
    }
}
