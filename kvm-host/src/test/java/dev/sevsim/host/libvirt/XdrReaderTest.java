package dev.sevsim.host.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Source of the expectations: RFC 4506. */
class XdrReaderTest {
    private static XdrReader reader(String hex) {
        return new XdrReader(Bytes.fromHex(hex));
    }

    private static void refuses(String hex, Consumer<XdrReader> read) {
        assertThatThrownBy(() -> read.accept(reader(hex))).isInstanceOf(XdrException.class);
    }

    @Test
    void readsBigEndianNumbers() {
        XdrReader in = reader("fffffffe 0102030405060708");

        assertThat(in.u32()).isEqualTo(-2);
        assertThat(in.u64()).isEqualTo(0x0102030405060708L);
        in.end();
    }

    @Test
    void readsTextsUpToTheirPadding() {
        XdrReader in = reader("00000005 68656c6c 6f000000 00000000 00000001 00000002 4142 0000 00000000");

        assertThat(in.string()).isEqualTo("hello");
        assertThat(in.string()).isEmpty();
        assertThat(in.optionalString()).contains("AB");
        assertThat(in.optionalString()).isEmpty();
        in.end();
    }

    @Test
    void refusesPaddingThatIsNotZero() {
        refuses("00000001 41000001", XdrReader::string);
    }

    @ParameterizedTest
    @ValueSource(strings = {"00000005 68656c6c", "00000001 41", "ffffffff 41414141", "7fffffff 41414141", "000000"})
    void refusesTextsBeyondTheEnd(String hex) {
        refuses(hex, XdrReader::string);
    }

    @Test
    void refusesADiscriminantThatIsNoBoolean() {
        refuses("00000002", XdrReader::optionalString);
    }

    @Test
    void refusesBytesThatAreLeft() {
        refuses("00000001 00", in -> {
            assertThat(in.u32()).isOne();
            in.end();
        });
    }
}
