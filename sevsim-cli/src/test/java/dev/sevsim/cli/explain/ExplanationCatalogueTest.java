package dev.sevsim.cli.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Errno;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.cli.explain.Explanation.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExplanationCatalogueTest {
    private static final ExplanationCatalogue CATALOGUE = ExplanationCatalogue.standard();

    private List<String> names(String asked) {
        return CATALOGUE.find(asked).stream()
                .flatMap(part -> part.explanation().stream())
                .map(Explanation::name)
                .toList();
    }

    /** Everything that is printed about a line. */
    private String answer(String line) {
        return CATALOGUE.find(line).toString();
    }

    private List<String> names(Kind kind) {
        return CATALOGUE.all().stream()
                .filter(e -> e.kind() == kind)
                .map(Explanation::name)
                .toList();
    }

    @Test
    void holdsEachStatusAndErrnoOnce() {
        assertThat(names(Kind.STATUS))
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(SevStatus.values()).map(Enum::name).toList());
        assertThat(names(Kind.ERRNO))
                .contains(Arrays.stream(Errno.values()).map(Enum::name).toArray(String[]::new))
                .doesNotHaveDuplicates();
        assertThat(names(Kind.MESSAGE)).doesNotHaveDuplicates().hasSizeGreaterThan(250);
    }

    @ParameterizedTest
    @EnumSource(SevStatus.class)
    void findsAStatusByNumberAndName(SevStatus status) {
        assertThat(names("0x" + Integer.toHexString(status.code()))).containsExactly(status.name());
        assertThat(names(Integer.toString(status.code()))).startsWith(status.name());
        assertThat(names(status.name())).containsExactly(status.name());
        assertThat(names("sev_ret_" + status.name())).containsExactly(status.name());
    }

    @ParameterizedTest
    @EnumSource(Errno.class)
    void findsAnErrnoByNumberAndName(Errno errno) {
        assertThat(names(Integer.toString(-errno.code()))).containsExactly(errno.name());
        assertThat(names(errno.name())).containsExactly(errno.name());
        assertThat(names(errno.text())).containsExactly(errno.name());
    }

    /**
     * Lines with numbers filled in, typed from docs/reference/kvm-host.md sections 1.9, 5.2 to 5.8,
     * docs/reference/guest-kernel.md section 5 and 9.4, docs/reference/guest-owner-tools.md section 6.2.
     */
    @ParameterizedTest(name = "{0}")
    @CsvFileSource(resources = "messages.csv", numLinesToSkip = 1, delimiter = '|')
    void findsEachMessageWithWhatItNames(String line, String expected) {
        assertThat(String.join(" ", names(line))).isEqualTo(expected);
    }

    /** No other message covers a text of the catalogue with more fixed text, and numbers in gaps are explained. */
    @Test
    void findsEachMessageOfTheCatalogueByEachOfItsTexts() {
        List<String> wrong = new ArrayList<>();
        for (String producer : CatalogueFiles.MESSAGES) {
            CatalogueFiles.table("messages-" + producer)
                    .forEach(entry -> entry.path("patterns").forEach(pattern -> {
                        String line = filled(pattern.asString());
                        if (!names("prefix: " + line).contains(entry.path("id").asString())) {
                            wrong.add(entry.path("id").asString() + ": " + line);
                        }
                    }));
        }

        assertThat(wrong).isEmpty();
    }

    private static String filled(String pattern) {
        return pattern.replace("{}", "x1")
                .replace("{status}", "0x16")
                .replace("{errno}", "-22")
                .replace("{ret}", "-1")
                .replace("{command}", "0x30");
    }

    @ParameterizedTest(name = "{0}")
    @CsvFileSource(resources = "pasted-lines.tsv", numLinesToSkip = 1, delimiter = '\t', quoteCharacter = '\1')
    void explainsWhatPeoplePaste(String line, String expected, String phrases) {
        assertThat(String.join(" ", names(line))).isEqualTo(expected);
        assertThat(answer(line)).contains(phrases.split(";", -1));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvFileSource(resources = "false-causes.tsv", numLinesToSkip = 1, delimiter = '\t', quoteCharacter = '\1')
    void namesNoFalseCause(String line, String falseCause) {
        assertThat(answer(line)).doesNotContain(falseCause);
    }

    @Test
    void listsEachCauseOfACodeOnce() {
        for (Explanation each : CATALOGUE.all()) {
            assertThat(each.causes().stream().map(cause -> cause.replaceFirst("^SNP: ", "")))
                    .as(each.name())
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void ignoresAFinalDot() {
        assertThat(names("Bad measurement.")).containsExactly("BAD_MEASUREMENT");
        assertThat(names("0x0b.")).containsExactly("BAD_MEASUREMENT");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "LAUNCH_START ret=1 fw_error=0 ''",
                "LAUNCH_UPDATE ret=-12 fw_error=0 ''",
                "LAUNCH_MEASURE ret=-110 fw_error=0 ''",
                "SEV: failed to inject secret ret=-110 fw_error=-1 ''"
            })
    void namesAFirmwareThatDidNotAnswer(String line) {
        assertThat(answer(line)).contains("the firmware did not answer or was not called");
    }

    @ParameterizedTest
    @CsvSource({
        "BAD_MESUREMENT, BAD_MEASUREMENT",
        "einvall, EINVAL",
        "policy_fail, POLICY_FAILURE",
        "secret area is corrupt, EFI secret area is corrupted",
        "'no secret area in OVMF', 'SEV: no secret area found in OVMF, gpa must be specified.'"
    })
    void suggestsTheNearest(String asked, String meant) {
        assertThat(CATALOGUE.find(asked)).isEmpty();
        assertThat(CATALOGUE.nearest(asked)).first().isEqualTo(meant);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "0x1e",
                "0x28",
                "-1000",
                "999999999",
                "9999999999",
                "zzzzzzzzzz",
                "hello wonderful world",
                "-"
            })
    void findsNothingForAnUnknownCode(String asked) {
        assertThat(CATALOGUE.find(asked)).isEmpty();
        assertThat(CATALOGUE.nearest(asked)).isEmpty();
    }
}
