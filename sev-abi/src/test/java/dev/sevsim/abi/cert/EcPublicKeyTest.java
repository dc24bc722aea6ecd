package dev.sevsim.abi.cert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import org.junit.jupiter.api.Test;

class EcPublicKeyTest {
    private static final Bytes X = Bytes.concat(Bytes.of(0x11), Bytes.zeros(46), Bytes.of(0x22));
    private static final Bytes Y = Bytes.concat(Bytes.of(0x33), Bytes.zeros(46), Bytes.of(0x44));

    @Test
    void storesCoordinatesLeastSignificantByteFirst() {
        Bytes field = EcPublicKey.ofP384(X, Y).encode();

        assertThat(field.length()).isEqualTo(0x404);
        assertThat(field.slice(0, 4)).isEqualTo(Bytes.of(2, 0, 0, 0));
        assertThat(field.u8(4)).isEqualTo(0x22);
        assertThat(field.u8(4 + 47)).isEqualTo(0x11);
        assertThat(field.u8(4 + 72)).isEqualTo(0x44);
        assertThat(field.from(4 + 144).isAllZero()).isTrue();
    }

    @Test
    void givesCoordinatesBackMostSignificantByteFirst() {
        EcPublicKey key = EcPublicKey.decode(EcPublicKey.ofP384(X, Y).encode());

        assertThat(key.curve()).isEqualTo(EcPublicKey.CURVE_P384);
        assertThat(key.xBe()).isEqualTo(X);
        assertThat(key.yBe()).isEqualTo(Y);
        assertThat(key.fitsP384()).isTrue();
    }

    @Test
    void noticesCoordinatesThatAreTooLong() {
        Bytes tooLong = Bytes.concat(Bytes.zeros(48), Bytes.of(1), Bytes.zeros(23));

        assertThat(new EcPublicKey(2, tooLong, Bytes.zeros(72)).fitsP384()).isFalse();
        assertThat(new EcPublicKey(2, Bytes.zeros(72), tooLong).fitsP384()).isFalse();
    }
}
