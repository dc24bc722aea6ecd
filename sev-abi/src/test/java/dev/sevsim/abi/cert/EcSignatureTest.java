package dev.sevsim.abi.cert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import org.junit.jupiter.api.Test;

class EcSignatureTest {
    private static final Bytes P1363 = Bytes.concat(
            Bytes.of(0x11), Bytes.zeros(46), Bytes.of(0x22), Bytes.of(0x33), Bytes.zeros(46), Bytes.of(0x44));

    @Test
    void storesNumbersLeastSignificantByteFirst() {
        Bytes field = EcSignature.ofP1363(P1363).encode();

        assertThat(field.length()).isEqualTo(0x200);
        assertThat(field.u8(0)).isEqualTo(0x22);
        assertThat(field.u8(47)).isEqualTo(0x11);
        assertThat(field.u8(72)).isEqualTo(0x44);
        assertThat(field.u8(72 + 47)).isEqualTo(0x33);
    }

    @Test
    void givesTheNumbersBack() {
        assertThat(EcSignature.decode(EcSignature.ofP1363(P1363).encode()).toP1363())
                .isEqualTo(P1363);
    }

    @Test
    void noticesNumbersThatAreTooLong() {
        Bytes tooLong = Bytes.concat(Bytes.zeros(71), Bytes.of(1));

        assertThat(new EcSignature(Bytes.zeros(72), Bytes.zeros(72)).fitsP384()).isTrue();
        assertThat(new EcSignature(tooLong, Bytes.zeros(72)).fitsP384()).isFalse();
        assertThat(new EcSignature(Bytes.zeros(72), tooLong).fitsP384()).isFalse();
    }
}
