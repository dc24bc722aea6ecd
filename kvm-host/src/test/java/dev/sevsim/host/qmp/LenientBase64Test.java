package dev.sevsim.host.qmp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Source of the expectations: RFC 4648 section 10; docs/reference/kvm-host.md section 5.7. */
class LenientBase64Test {
    @ParameterizedTest
    @CsvSource({
        "'', ''",
        "Zg==, f",
        "Zm8=, fo",
        "Zm9v, foo",
        "Zm9vYmFy, foobar",
        "' Zm\n9v-YmF*y ', foobar",
        "Zm9vYmF, foo",
        "'***', ''"
    })
    void decodesCompleteGroups(String text, String decoded) {
        assertThat(LenientBase64.decode(text).toUtf8()).isEqualTo(decoded);
    }
}
