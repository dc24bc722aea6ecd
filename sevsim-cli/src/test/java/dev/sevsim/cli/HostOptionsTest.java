package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostOptionsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--generation naples | Naples, firmware API 0.17 build 22",
                "--generation GENOA | Genoa, firmware API 1.55 build 25",
                "--host-kernel newest --legacy-vm-type off | KVM_SEV_INIT2",
                "--host-memory 512M | verdict: accepted"
            })
    void launchesOnTheDescribedHost(String options, String shown) {
        CapturedRun run = launch(options);

        assertThat(run.status()).isZero();
        assertThat(run.out()).contains(shown, "verdict: accepted");
    }

    @Test
    void limitsTheProcessOfTheVmm() {
        assertThat(launch("--host-misc-max 0").status()).isEqualTo(1);
        assertThat(launch("--host-memlock 4K").status()).isEqualTo(1);
        assertThat(launch("--sev-es --host-sev-es off").status()).isEqualTo(1);
        assertThat(launch("--sev-es --host-misc-max 1,0").status()).isEqualTo(1);
    }

    @Test
    void startsNoGuestThatIsLargerThanTheHost() {
        CapturedRun run = launch("--host-memory 512M --guest-memory 1G");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("cannot set up guest memory 'pc.ram': Cannot allocate memory");
    }

    /** The owner expects the digest that every published firmware computes. */
    @Test
    void removesEveryFlaw() {
        CapturedRun run = launch("--flaw none");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("launch refused");
    }

    private static CapturedRun launch(String options) {
        return CapturedRun.of((Object[]) ("launch --seed 1 --run true " + options).split(" "));
    }
}
