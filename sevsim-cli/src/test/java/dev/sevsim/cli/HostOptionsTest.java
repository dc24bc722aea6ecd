package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostOptionsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--generation naples | Naples, firmware API 0.17 build 22",
                "--generation GENOA | Genoa, firmware API 1.55 build 25",
                "--generation naples --sev-firmware 0.16.5 | Naples, firmware API 0.16 build 5",
                "--sev-firmware 0.14.0 | Milan, firmware API 0.14 build 0",
                "--generation naples --sev-es --sev-firmware 0.17.22 | Naples, firmware API 0.17 build 22",
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
        assertFails(
                1,
                "--host-memory 512M --guest-memory 1G",
                "cannot set up guest memory 'pc.ram': Cannot allocate memory");
    }

    /** Source: docs/reference/sev-firmware-api.md section 1.6. */
    @ParameterizedTest
    @ValueSource(strings = {"0.16.5", "0.17.21", "0.14.255"})
    void refusesSaveAreasWithOldFirmware(String version) {
        assertFails(
                1,
                "--generation naples --sev-es --sev-firmware " + version,
                "LAUNCH_UPDATE_VMSA ret=-5 fw_error=32774 'unknown error'");
    }

    @Test
    void keepsTheStoreInAFile(@TempDir Path directory) throws IOException {
        Path store = directory.resolve("sev.data");
        Files.writeString(store, "not a store");

        assertThat(launch("--host-init-ex-path " + store).status()).isZero();

        byte[] first = Files.readAllBytes(store);
        assertThat(first).hasSize(0x8000);
        assertThat(launch("--host-init-ex-path " + store).status()).isZero();
        assertThat(store).hasBinaryContent(first);
    }

    /** The owner expects the digest that every published firmware computes. */
    @Test
    void removesEveryFlaw() {
        assertFails(1, "--flaw none", "launch refused");
    }

    @Test
    void injectsFaultsByTheirMeaning() {
        assertFails(1, "--fault LAUNCH_MEASURE:1:drop", "LAUNCH_MEASURE ret=-110");
    }

    @Test
    void reportsAFaultThatNeverHappened() {
        CapturedRun run = launch("--fault LAUNCH_MEASURE:9:drop");

        assertThat(run.out()).contains("verdict: accepted");
        assertThat(run.status()).isEqualTo(VerdictStatus.NOT_DONE);
        assertThat(run.err()).contains("fault LAUNCH_MEASURE:9:drop never happened");
    }

    @Test
    void refusesFaultsThatNameNothing() {
        assertFails(
                2,
                "--fault LAUNCH:1:drop",
                "--fault 'LAUNCH' is no firmware command, ioctl or kind of frame, did you mean LAUNCH_START");
        assertFails(
                2, "--fault quux:1:drop", "--fault 'quux' is no firmware command, ioctl or kind of frame", "KVM_RUN");
    }

    private static void assertFails(int status, String options, String... messages) {
        CapturedRun run = launch(options);

        assertThat(run.status()).isEqualTo(status);
        assertThat(run.err()).contains(messages);
    }

    private static CapturedRun launch(String options) {
        return CapturedRun.of((Object[]) ("launch --seed 1 --run true " + options).split(" "));
    }
}
