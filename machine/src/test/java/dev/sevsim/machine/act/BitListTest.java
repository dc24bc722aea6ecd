package dev.sevsim.machine.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BitListTest {
    private static final Bytes FOUR = Bytes.fromHex("00ff0f80");

    @Test
    void invertsEachBitOfItsMasks() {
        assertThat(BitList.parse("0:1,3:0x81").in(FOUR).toHex()).isEqualTo("01ff0f01");
        assertThat(BitList.NONE.in(FOUR)).isEqualTo(FOUR);
    }

    @Test
    void invertsNothingOutsideOfTheRange() {
        assertThat(BitList.parse("0:1,1:1,2:1").in(FOUR, 1, 2).toHex()).isEqualTo("00fe0f80");
    }

    @Test
    void failsForAnOffsetBehindTheBytes() {
        BitList behind = BitList.parse("0:1,4:1");

        assertThatThrownBy(() -> behind.in(FOUR)).isInstanceOf(ActFailure.class).hasMessage("4 bytes have none at 0x4");
    }

    @Test
    void isPrintedAsItIsRead() {
        assertThat(BitList.parse("16:255,0x20:1")).hasToString("0x10:0xff,0x20:0x1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0:0   | mask 0x0 is out of range, expected 1 to 0xff
            0:256 | mask 0x100 is out of range, expected 1 to 0xff
            x:1   | 'x' is no offset, expected a number
            1     | bits '1', expected NAME:VALUE
            """)
    void refusesOtherTexts(String text, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BitList.parse(text))
                .withMessageContaining(message);
    }
}
