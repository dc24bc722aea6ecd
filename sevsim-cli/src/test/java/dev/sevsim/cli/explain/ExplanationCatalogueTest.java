package dev.sevsim.cli.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Errno;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.cli.explain.Explanation.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExplanationCatalogueTest {
    private final ExplanationCatalogue catalogue = ExplanationCatalogue.standard();

    private List<String> names(String asked) {
        return catalogue.find(asked).stream().map(Explanation::name).toList();
    }

    private List<String> names(Kind kind) {
        return catalogue.all().stream()
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
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Errno.values()).map(Enum::name).toList());
        assertThat(names(Kind.MESSAGE)).doesNotHaveDuplicates();
    }

    @Test
    void hasEachPartInEachEntry() {
        assertThat(catalogue.all()).allSatisfy(e -> {
            assertThat(e.meaning()).isNotBlank();
            assertThat(e.causes()).isNotEmpty();
            assertThat(e.look()).isNotEmpty();
            assertThat(e.source()).contains(".md section");
        });
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

    @Test
    void hasNoMessageThatTheListLacks() throws Exception {
        List<String> tested;
        try (var in = ExplanationCatalogueTest.class.getResourceAsStream("messages.csv")) {
            tested = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .map(line -> line.substring(line.lastIndexOf('|') + 1).split(" ", -1)[0])
                    .toList();
        }
        assertThat(tested).containsAll(names(Kind.MESSAGE));
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
        assertThat(catalogue.find(asked)).isEmpty();
        assertThat(catalogue.nearest(asked)).first().isEqualTo(meant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "0x1e", "0x28", "-31", "999999999", "zzzzzzzzzz", "hello wonderful world", "-"})
    void findsNothingForAnUnknownCode(String asked) {
        assertThat(catalogue.find(asked)).isEmpty();
        assertThat(catalogue.nearest(asked)).isEmpty();
    }
}
