package dev.sevsim.abi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ReadOnlyBufferException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BytesTest {
    @Test
    void keepsItsContentWhenTheSourceChanges() {
        byte[] source = {1, 2, 3};
        Bytes bytes = Bytes.copyOf(source);

        source[0] = 9;
        bytes.toArray()[1] = 9;

        assertThat(bytes.toHex()).isEqualTo("010203");
    }

    @Test
    void givesAReadOnlyLittleEndianView() {
        Bytes bytes = Bytes.fromHex("78563412");

        assertThat(bytes.asLittleEndian().getInt()).isEqualTo(0x12345678);
        assertThatThrownBy(() -> bytes.asLittleEndian().put(0, (byte) 0)).isInstanceOf(ReadOnlyBufferException.class);
    }

    @Test
    void comparesByContent() {
        assertThat(Bytes.of(0xFF, 0x100)).isEqualTo(Bytes.fromHex("ff 00")).hasSameHashCodeAs(Bytes.fromHex("ff00"));
        assertThat(Bytes.of(1)).isNotEqualTo(Bytes.of(1, 0));
    }

    @Test
    void readsBytesAsUnsigned() {
        assertThat(Bytes.fromHex("80ff").u8(1)).isEqualTo(255);
    }

    @Test
    void joinsReversesAndPads() {
        Bytes joined = Bytes.concat(Bytes.ofAscii("ab"), Bytes.EMPTY, Bytes.u32Le(0x01020304));

        assertThat(joined.toHex()).isEqualTo("616204030201");
        assertThat(joined.reversed().toHex()).isEqualTo("010203046261");
        assertThat(joined.paddedTo(8).toHex()).isEqualTo("6162040302010000");
        assertThatThrownBy(() -> joined.paddedTo(5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("content of 6 bytes does not fit 5");
    }

    @ParameterizedTest
    @CsvSource({"0, 0, ''", "0, 4, 00010203", "1, 3, 0102", "4, 4, ''"})
    void slicesHalfOpenRanges(int from, int to, String hex) {
        assertThat(Bytes.of(0, 1, 2, 3).slice(from, to).toHex()).isEqualTo(hex);
    }

    @ParameterizedTest
    @CsvSource({"0, 5", "3, 5", "4, 5", "5, 5", "-1, 2", "3, 2"})
    void refusesSlicesThatLeaveTheContent(int from, int to) {
        Bytes bytes = Bytes.of(0, 1, 2, 3);

        assertThatThrownBy(() -> bytes.slice(from, to)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void abbreviatesLongContentInText() {
        assertThat(Bytes.zeros(32).toString()).isEqualTo("00".repeat(32));
        assertThat(Bytes.zeros(33).toString()).isEqualTo("00".repeat(32) + "… (33 bytes)");
    }

    @Test
    void detectsZeroContent() {
        assertThat(Bytes.zeros(3).isAllZero()).isTrue();
        assertThat(Bytes.of(0, 0, 1).isAllZero()).isFalse();
        assertThat(Bytes.EMPTY.isEmpty()).isTrue();
    }

    @Test
    void writesBase64WithPadding() {
        assertThat(Bytes.ofAscii("any carnal pleas").toBase64()).isEqualTo("YW55IGNhcm5hbCBwbGVhcw==");
    }

    @Test
    void writesNumbersLeastSignificantByteFirst() {
        assertThat(Bytes.u32Le(0x80010203)).isEqualTo(Bytes.fromHex("03020180"));
        assertThat(Bytes.u64Le(0x8001020304050607L)).isEqualTo(Bytes.fromHex("0706050403020180"));
    }
}
