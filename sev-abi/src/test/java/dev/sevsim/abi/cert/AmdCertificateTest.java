package dev.sevsim.abi.cert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Vectors;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmdCertificateTest {
    private static final Bytes ARK = Vectors.read("sev-tool/ark.cert");
    private static final Bytes CHAIN = Vectors.read("sev-tool/full.chain");

    @Test
    void readsAndWritesTheRoot() {
        AmdCertificate ark = AmdCertificate.decode(ARK, 0).orElseThrow();

        assertThat(ark.version()).isEqualTo(1);
        assertThat(ark.keyId()).isEqualTo(Bytes.fromHex("94c38e4177d0479292a7ae671d083fb6"));
        assertThat(ark.certifyingId()).isEqualTo(ark.keyId());
        assertThat(ark.usage()).isEqualTo(KeyUsage.ARK.code());
        assertThat(ark.modulusBits()).isEqualTo(4096);
        assertThat(ark.exponent().slice(0, 4)).isEqualTo(Bytes.fromHex("01000100"));
        assertThat(ark.size()).isEqualTo(1600);
        assertThat(ark.encode()).isEqualTo(ARK);
        assertThat(ark.body()).isEqualTo(ARK.slice(0, 1600 - 512));
    }

    @Test
    void readsBothCertificatesOfAFullChain() {
        AmdCertificate ask =
                AmdCertificate.decode(CHAIN, 4 * SevCertificate.SIZE).orElseThrow();
        AmdCertificate ark = AmdCertificate.decode(CHAIN, 4 * SevCertificate.SIZE + ask.size())
                .orElseThrow();

        assertThat(ask.usage()).isEqualTo(0x13);
        assertThat(ask.certifyingId()).isEqualTo(ark.keyId());
        assertThat(ask.encode()).isEqualTo(Vectors.read("sev-tool/ask.cert"));
        assertThat(ark.encode()).isEqualTo(ARK);
    }

    @ParameterizedTest
    @CsvSource({"2048, 832", "4096, 1600"})
    void survivesTwoHundredSeededRoundTrips(int bits, int size) {
        for (int seed = 0; seed < 200; seed++) {
            byte[] raw = new byte[size];
            new SplittableRandom(seed).nextBytes(raw);
            Bytes.zeros(16).copyTo(raw, 0x28);
            Bytes.concat(Bytes.u32Le(bits), Bytes.u32Le(bits)).copyTo(raw, 0x38);

            AmdCertificate read = AmdCertificate.decode(Bytes.copyOf(raw), 0).orElseThrow();

            assertThat(read.size()).isEqualTo(size);
            assertThat(read.encode().toArray()).as("seed %d", seed).isEqualTo(raw);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1024, 1024", "2048, 4096", "4096, 2048", "-1, -1", "4097, 4097"})
    void refusesOtherKeySizes(int exponentBits, int modulusBits) {
        byte[] raw = ARK.toArray();
        Bytes.concat(Bytes.u32Le(exponentBits), Bytes.u32Le(modulusBits)).copyTo(raw, 0x38);

        assertThat(AmdCertificate.decode(Bytes.copyOf(raw), 0)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0", "63", "64", "1599"})
    void refusesBytesThatEndTooEarly(int length) {
        assertThat(AmdCertificate.decode(ARK.slice(0, length), 0)).isEmpty();
        assertThat(AmdCertificate.decode(ARK, 1600 - length + 1)).isEmpty();
    }

    @Test
    void storesASignatureLeastSignificantByteFirst() {
        AmdCertificate ark = AmdCertificate.decode(ARK, 0).orElseThrow();

        AmdCertificate again = ark.signedBe(ark.signature().reversed());

        assertThat(again).isEqualTo(ark);
    }
}
