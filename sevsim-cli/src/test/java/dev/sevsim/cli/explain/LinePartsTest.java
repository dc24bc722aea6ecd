package dev.sevsim.cli.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinePartsTest {
    private static final ExplanationCatalogue CATALOGUE = ExplanationCatalogue.standard();

    private static List<String> parts(String line) {
        return LineParts.of(CATALOGUE, line).stream()
                .map(part -> part.kind() + " " + part.text())
                .toList();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "ccp 0000:41:00.1: sev command 0x30 timed out, disabling PSP"
                        + " | MESSAGE sev command 0x30 timed out, disabling PSP; COMMAND 0x30; DEVICE ccp 0000:41:00.1",
                "x: LAUNCH_MEASURE ret=-5 fw_error=2 'Guest state is invalid'"
                        + " | MESSAGE LAUNCH_MEASURE ret=-5 fw_error=2 'Guest state is invalid'; FIRMWARE_STATUS 2; ERRNO -5",
                "efi_secret: probe of efi_secret.0 failed with error -12"
                        + " | MESSAGE efi_secret: probe of efi_secret.0 failed with error -12; ERRNO -12",
                "a: KVM_SEV_INIT failed: Os { code: 25 }"
                        + " | ERRNO 25; UNKNOWN a: KVM_SEV_INIT failed: Os { code: 25 }",
                "tool: Known(BadMeasurement) | FIRMWARE_STATUS BadMeasurement; UNKNOWN tool: Known(BadMeasurement)",
                "The guest is ACTIVE | ''",
            })
    void areListedByKind(String line, String expected) {
        assertThat(String.join("; ", parts(line))).isEqualTo(expected);
    }

    @Test
    void holdTwoMessagesWhereALineQuotesAnother() {
        assertThat(LineParts.of(
                                CATALOGUE,
                                "error: internal error: process exited while connecting to monitor: qemu: sev_launch_start:"
                                        + " LAUNCH_START ret=1 fw_error=7 'Policy is not allowed'")
                        .stream()
                        .flatMap(part -> part.explanation().stream())
                        .map(Explanation::name))
                .containsExactlyInAnyOrder("libvirt-monitor", "launch-start", "POLICY_FAILURE");
    }

    @Test
    void bringTheCausesOfTheLinesCommandOnly() {
        String start =
                LineParts.of(CATALOGUE, "t: LAUNCH_START gave BAD_MEASUREMENT").toString();
        String secret =
                LineParts.of(CATALOGUE, "t: LAUNCH_SECRET gave BAD_MEASUREMENT").toString();

        assertThat(start).contains("older PDH").doesNotContain("a packet for another launch");
        assertThat(secret).contains("a packet for another launch").doesNotContain("older PDH");
    }
}
