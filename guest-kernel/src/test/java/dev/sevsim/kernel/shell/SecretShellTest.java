package dev.sevsim.kernel.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.kernel.fs.RegularFile;
import dev.sevsim.kernel.fs.SingleShotHandle;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands on a file as securityfs has them: computed, of size 0, without a method to write. Real outputs. */
class SecretShellTest {
    private final ShellGuest guest = new ShellGuest();

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '!',
            value = {
                "hexdump -C -s 30 s ! '' ! 0",
                "xxd -s -4 s ! xxd: Sorry, cannot seek. ! 4",
                "echo x > s ! sh: write error: Invalid argument ! 1",
                "cat s > s ! cat: write error: Invalid argument ! 1",
                "head -c 4 s ! thes ! 0",
                "xxd -p -s 6 s ! 617265 ! 0",
            })
    void behaveAsOnTheRealFile(String line, String shown, int status) {
        byte[] secret = "these-are".getBytes(StandardCharsets.US_ASCII);
        guest.rootFs
                .root()
                .enter(
                        "s",
                        new RegularFile(
                                guest.rootFs,
                                0440,
                                () -> new SingleShotHandle(() -> Optional.of(secret.clone()), () -> {})));

        assertThat(guest.run(line).strip()).isEqualTo(shown);
        assertThat(guest.shell.status()).isEqualTo(status);
    }
}
