package dev.sevsim.kernel.shell;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModprobeCommandTest {
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
                "modprobe efi_secret && lsmod | grep -c efi ! 1 ! 0",
                "modprobe efi-secret && lsmod | grep -c efi ! 1 ! 0",
                "modprobe efi_secret; modprobe efi_secret ! ! 0",
                "modprobe none ! modprobe: FATAL: Module none not found in directory /lib/modules/6.1.0-sevsim ! 1"
            })
    void printsAndAnswers(String line, String shown, int status) {
        assertThat(guest.run(line)).isEqualTo(shown == null ? "" : shown.replace('|', '\n') + "\n");
        assertThat(guest.shell.status()).isEqualTo(status);
    }
}
