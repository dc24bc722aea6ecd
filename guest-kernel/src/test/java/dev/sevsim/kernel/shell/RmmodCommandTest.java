package dev.sevsim.kernel.shell;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RmmodCommandTest {
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
                "modprobe efi_secret; rmmod efi_secret; lsmod | grep -c efi ! 0 ! 1",
                "rmmod efi_secret ! rmmod: ERROR: Module efi_secret is not currently loaded ! 1"
            })
    void printsAndAnswers(String line, String shown, int status) {
        assertThat(guest.run(line)).isEqualTo(shown == null ? "" : shown.replace('|', '\n') + "\n");
        assertThat(guest.shell.status()).isEqualTo(status);
    }

    @Test
    void refusesAModuleInUse() {
        guest.run("modprobe efi_secret");
        guest.use.acquire();

        assertThat(guest.run("rmmod efi_secret")).isEqualTo("rmmod: ERROR: Module efi_secret is in use\n");
        assertThat(guest.shell.status()).isEqualTo(1);
    }
}
