package dev.sevsim.kernel.shell;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnameCommandTest {
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
                "uname ! Linux ! 0",
                "uname -r ! 6.1.0-sevsim ! 0",
                "uname -a ! Linux (none) 6.1.0-sevsim #1 SMP x86_64 GNU/Linux ! 0"
            })
    void printsAndAnswers(String line, String shown, int status) {
        assertThat(guest.run(line)).isEqualTo(shown == null ? "" : shown.replace('|', '\n') + "\n");
        assertThat(guest.shell.status()).isEqualTo(status);
    }
}
