package dev.sevsim.psp.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.cert.EcPublicKey;
import dev.sevsim.abi.cert.EcSignature;
import dev.sevsim.abi.cert.KeyAlgorithm;
import dev.sevsim.abi.cert.KeyUsage;
import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.psp.TestRandom;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlatformIdentityTest {
    private static final ApiVersion VERSION = new ApiVersion(1, 55);

    private final PlatformIdentity identity = fresh("identity");

    @Test
    void signsEachCertificateAsRealPlatformsDo() {
        SevCertificate oca = identity.certificates().oca();
        SevCertificate pek = identity.certificates().pek();
        SevCertificate pdh = identity.certificates().pdh();
        SevCertificate cek = PlatformIdentity.unsignedCek(identity.chip(), VERSION);

        assertThat(oca.usage()).isEqualTo(KeyUsage.OCA.code());
        assertThat(pdh.algorithm()).isEqualTo(KeyAlgorithm.ECDH_SHA256.code());
        assertThat(cek.signature1Usage()).isEqualTo(KeyUsage.INVALID.code());
        assertThat(oca.signature1Usage()).isEqualTo(KeyUsage.OCA.code());
        assertThat(pek.signature1Usage()).isEqualTo(KeyUsage.OCA.code());
        assertThat(pek.signature2Usage()).isEqualTo(KeyUsage.CEK.code());
        assertThat(pdh.signature1Usage()).isEqualTo(KeyUsage.PEK.code());
        assertThat(verifies(oca, oca, false)).isTrue();
        assertThat(verifies(pek, oca, false)).isTrue();
        assertThat(verifies(pek, cek, true)).isTrue();
        assertThat(verifies(pdh, pek, false)).isTrue();
        assertThat(verifies(pdh, oca, false)).isFalse();
    }

    @Test
    void survivesBeingStored() {
        PlatformIdentity restored = PlatformIdentity.decode(identity.encode());

        assertThat(restored.certificates()).isEqualTo(identity.certificates());
        assertThat(restored.chip()).isEqualTo(identity.chip());
        assertThat(restored.ownership()).isEqualTo(Ownership.SELF_OWNED);
        EcPublicKey peer = EcKeyPair.generate(new TestRandom("peer")).publicKey();
        assertThat(restored.pdh().sharedSecret(peer)).isEqualTo(identity.pdh().sharedSecret(peer));
        assertThat(restored.encode()).isEqualTo(identity.encode());
    }

    @ParameterizedTest
    @ValueSource(ints = {0x0C, 0x10, 0x30, 0x60, 0x90, 0xC0, 0x8E4, 0x1108, 0x192B, 0x192C, 0x194B})
    void refusesAnyChange(int at) {
        byte[] raw = identity.encode().reveal();
        raw[at] ^= 1;

        assertThatThrownBy(() -> PlatformIdentity.decode(SecretBytes.copyOf(raw)))
                .isInstanceOf(InvalidIdentityException.class)
                .hasMessageContaining("MAC");
    }

    @Test
    void saysWhatIsWrongWithAFile() {
        byte[] raw = identity.encode().reveal();
        byte[] other = raw.clone();
        other[0] = 'X';
        byte[] newer = raw.clone();
        newer[8] = 2;

        assertThatThrownBy(() -> PlatformIdentity.decode(SecretBytes.copyOf(Arrays.copyOf(raw, 100))))
                .hasMessageContaining("100 bytes");
        assertThatThrownBy(() -> PlatformIdentity.decode(SecretBytes.copyOf(other)))
                .hasMessageContaining("SEVSIMID");
        assertThatThrownBy(() -> PlatformIdentity.decode(SecretBytes.copyOf(newer)))
                .hasMessageContaining("version 2");
    }

    @Test
    void derivesOneCekForOneChip() {
        PlatformIdentity other = fresh("other");

        assertThat(PlatformIdentity.unsignedCek(identity.chip(), VERSION))
                .isEqualTo(PlatformIdentity.unsignedCek(identity.chip(), VERSION))
                .isNotEqualTo(PlatformIdentity.unsignedCek(other.chip(), VERSION));
    }

    @Test
    void showsNoPrivateKeyAsText() {
        String scalar = HexFormat.of().formatHex(identity.pek().scalar().reveal());

        assertThat(identity.toString() + identity.pek() + identity.chip()).doesNotContain(scalar.substring(0, 16));
    }

    private static PlatformIdentity fresh(String name) {
        TestRandom random = new TestRandom(name);
        return PlatformIdentity.selfOwned(ChipSecret.burn(random), VERSION, random);
    }

    private static boolean verifies(SevCertificate certificate, SevCertificate signer, boolean second) {
        EcSignature signature = EcSignature.decode(second ? certificate.signature2() : certificate.signature1());
        return P384.verify(EcPublicKey.decode(signer.publicKey()), certificate.body(), signature);
    }
}
