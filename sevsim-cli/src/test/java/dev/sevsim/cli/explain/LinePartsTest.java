package dev.sevsim.cli.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
                "efi_secret efi_secret.0: probe with driver efi_secret failed with error -22"
                        + " | MESSAGE efi_secret.0: probe with driver efi_secret failed with error -22; ERRNO -22",
                "ccp 0000:41:00.1: probe with driver ccp failed with error -5"
                        + " | MESSAGE probe with driver ccp failed with error -5; ERRNO -5; DEVICE ccp 0000:41:00.1",
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

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "sev_launch_start: LAUNCH_START ret=1 fw_error=11 'Policy is not allowed' | 11 is BAD_MEASUREMENT, the text is that of POLICY_FAILURE (7)",
                "sev_launch_start: LAUNCH_START ret=1 fw_error=0 'Policy is not allowed' | 0 is SUCCESS, the text is that of POLICY_FAILURE (7)",
                "tool: fw_error=0x07 (BAD_MEASUREMENT) | 0x07 is POLICY_FAILURE, the text is that of BAD_MEASUREMENT (11)",
                "tool: firmware error 999 \"Bad measurement\" | 999 is no code of that kind, the text is that of BAD_MEASUREMENT (11)",
                "Os { code: 22, kind: PermissionDenied, message: \"Permission denied\" } | 22 is EINVAL, the text is that of EACCES (13)",
                "open failed: Permission denied (os error 22) | 22 is EINVAL, the text is that of EACCES (13)",
            })
    void nameAContradictionOfNumberAndText(String line, String contradiction) {
        List<Part> parts = LineParts.of(CATALOGUE, line);

        assertThat(parts.stream()
                        .filter(part -> part.kind() == Part.Kind.CONTRADICTION)
                        .map(Part::note))
                .singleElement()
                .asString()
                .startsWith("a contradiction: " + contradiction + "; ");
        assertThat(parts.stream().flatMap(part -> part.explanation().stream()).map(Explanation::name))
                .contains(contradiction.replaceFirst(".*that of (\\w+).*", "$1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sev_launch_start: LAUNCH_START ret=1 fw_error=7 'Policy is not allowed'",
                "tool: fw_error=0x0b (BAD_MEASUREMENT)",
                "open failed: Permission denied (os error 13)",
                "x: fw_error=11 'some text'",
                "sev_kvm_init: failed to initialize ret=-25 fw_error=0 ''"
            })
    void nameNoContradictionWhereThereIsNone(String line) {
        assertThat(LineParts.of(CATALOGUE, line)).noneMatch(part -> part.kind() == Part.Kind.CONTRADICTION);
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
