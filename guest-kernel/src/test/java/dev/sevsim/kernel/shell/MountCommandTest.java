package dev.sevsim.kernel.shell;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MountCommandTest {
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
                "mount ! rootfs on / type rootfs (rw) ! 0",
                "mount -t securityfs s /d && mount ! rootfs on / type rootfs (rw)|s on /d type securityfs (rw,relatime) ! 0",
                "mount -t none x /d ! mount: /d: unknown filesystem type 'none'. ! 32",
                "mount -t securityfs x /none ! mount: /none: mount point does not exist. ! 32",
                "mount -t securityfs s /f ! mount: /f: mount(2) system call failed: Not a directory. ! 32"
            })
    void printsAndAnswers(String line, String shown, int status) {
        assertThat(guest.run(line)).isEqualTo(shown == null ? "" : shown.replace('|', '\n') + "\n");
        assertThat(guest.shell.status()).isEqualTo(status);
    }
}
