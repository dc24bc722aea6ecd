package dev.sevsim.kernel.shell;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobberTest {
    private final ShellGuest guest = new ShellGuest();

    @BeforeEach
    void fill() {
        guest.file("f", "text\nmore\n".getBytes(US_ASCII));
        guest.calls.makeDirectory("/d", 0755);
        guest.file("g1", new byte[0]);
        guest.file("g2", new byte[0]);
        guest.file(".hidden", new byte[0]);
        guest.run("echo 1 > /d/x");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '~',
            value = {
                "echo g* ! g1 g2 ! 0",
                "echo g? ! g1 g2 ! 0",
                "echo 'g*' \\g* ! g* g1 g2 ! 0",
                "echo /g* nothing* ! /g1 /g2 nothing* ! 0",
                "echo d/* ! d/x ! 0",
                "echo */x ! d/x ! 0",
                "echo .h* ! .hidden ! 0",
                "echo *idden ! *idden ! 0"
            })
    void printsAndAnswers(String line, String shown, int status) {
        assertThat(guest.run(line)).isEqualTo(shown == null ? "" : shown.replace('|', '\n') + "\n");
        assertThat(guest.shell.status()).isEqualTo(status);
    }
}
