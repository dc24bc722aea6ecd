package dev.sevsim.machine.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sevsim.machine.act.PageName.Place;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PageNameTest {
    @ParameterizedTest
    @CsvSource({
        "secrets, secrets",
        "reset-vector+4080, reset-vector+0xff0",
        "0x800000+16, 0x800010",
        "4096, 0x1000",
        "system+0x2000, system+0x2000"
    })
    void isPrintedAsItIsRead(String text, String printed) {
        assertThat(PageName.parse(text)).hasToString(printed);
        assertThat(PageName.parse(printed)).isEqualTo(PageName.parse(text));
    }

    @Test
    void isTheSameByNameAndByAddressAlone() {
        assertThat(PageName.of(Place.HASHES)).isEqualTo(PageName.parse("hashes"));
        assertThat(PageName.at(0x1234)).isEqualTo(PageName.parse("0x1234"));
        assertThat(PageName.at(0x1234).offset()).isEqualTo(0x234);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "secret", "secrets+", "secrets+x", "+16"})
    void refusesOtherTexts(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PageName.parse(text))
                .withMessageContaining(
                        "is no page, expected a guest physical address or secrets, hashes, reset-vector, save-area, system");
    }
}
