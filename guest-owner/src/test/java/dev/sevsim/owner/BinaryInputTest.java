package dev.sevsim.owner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BinaryInputTest {
    private static final Bytes TEN = Bytes.fromHex("00010203040506070809");

    @Test
    void takesAPartAndAWhole() {
        assertThat(BinaryInput.part("input", TEN, 2, 3)).isEqualTo(Bytes.of(2, 3, 4));
        assertThat(BinaryInput.part("input", TEN, 0, 10)).isEqualTo(TEN);
        assertThat(BinaryInput.exactly("input", TEN, 10)).isEqualTo(TEN);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 11, 'input: 10 bytes, expected 11 bytes'",
        "8, 3, 'input: 2 bytes left at offset 8, expected 3 bytes'",
        "20, 3, 'input: 0 bytes left at offset 20, expected 3 bytes'"
    })
    void refusesAPartThatIsMissing(int offset, int size, String message) {
        assertThatThrownBy(() -> BinaryInput.part("input", TEN, offset, size))
                .isInstanceOf(OwnerInputException.class)
                .hasMessage(message);
    }

    @Test
    void refusesMoreThanTheWhole() {
        assertThatThrownBy(() -> BinaryInput.exactly("input", TEN, 9))
                .isInstanceOf(OwnerInputException.class)
                .hasMessage("input: 10 bytes, expected 9 bytes");
    }

    @Test
    void refusesNothingAndText() {
        assertThatThrownBy(() -> BinaryInput.part("input", Bytes.EMPTY, 0, 4))
                .isInstanceOf(OwnerInputException.class)
                .hasMessage("input: empty, expected 4 bytes of binary data");
        assertThatThrownBy(() -> BinaryInput.part("input", Bytes.ofAscii("plain text\n"), 0, 4))
                .isInstanceOf(OwnerInputException.class)
                .hasMessageEndingWith(", expected 4 bytes of binary data");
    }

    @ParameterizedTest
    @CsvSource({"61, true", "7e09200d0a, true", "7f, false", "6100, false", "c3a4, false", "'', false"})
    void recognisesText(String hex, boolean isText) {
        assertThat(BinaryInput.isText(Bytes.fromHex(hex))).isEqualTo(isText);
    }

    @ParameterizedTest
    @CsvSource({
        "3082000201ff, '6 bytes of DER, as X.509 certificates and keys have'",
        "504b030414, a zip archive",
    })
    void refusesAnotherFileFormat(String hex, String description) {
        Bytes raw = Bytes.fromHex(hex);

        assertThat(BinaryInput.describe(raw)).isEqualTo(description);
        assertThatThrownBy(() -> BinaryInput.requireNoOtherFormat("chain", raw))
                .isInstanceOf(OwnerInputException.class)
                .hasMessage("chain: " + description + ", expected certificates in AMD's format for SEV");
    }

    @ParameterizedTest
    @CsvSource({"3082000301ff", "3081000201ff", "504b0304", "504b050614"})
    void takesBytesThatOnlyBeginLikeAnotherFormat(String hex) {
        Bytes raw = Bytes.fromHex(hex);

        BinaryInput.requireNoOtherFormat("chain", raw);

        assertThat(BinaryInput.describe(raw)).isEqualTo(raw.length() + " bytes");
    }
}
