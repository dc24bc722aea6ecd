package dev.sevsim.psp.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.EcPublicKey;
import dev.sevsim.abi.cert.EcSignature;
import dev.sevsim.abi.cert.KeyAlgorithm;
import dev.sevsim.abi.cert.KeyUsage;
import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.bus.work.Workers;
import dev.sevsim.crypto.DigestAlgorithm;
import dev.sevsim.crypto.EcKeyPair;
import dev.sevsim.crypto.P384;
import dev.sevsim.psp.TestRandom;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

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
        PlatformIdentity restored = restored(identity);

        assertThat(restored.certificates()).isEqualTo(identity.certificates());
        assertThat(restored.chip()).isEqualTo(identity.chip());
        assertThat(restored.ownership()).isEqualTo(Ownership.SELF_OWNED);
        EcPublicKey peer = EcKeyPair.generate(new TestRandom("peer")::nextBytes).publicKey();
        assertThat(restored.pdh().sharedSecret(peer)).isEqualTo(identity.pdh().sharedSecret(peer));
        assertThat(restored.oca().orElseThrow().sharedSecret(peer))
                .isEqualTo(identity.oca().orElseThrow().sharedSecret(peer));
        assertThat(restored.encode()).isEqualTo(identity.encode());
    }

    @Test
    void keepsNoPrivateKeyOfAnOwnerAndEveryByteOfItsCertificate() {
        byte[] oca = identity.certificates().ocaBytes().toArray();
        oca[6] = 0x5A;
        PlatformIdentity owned = identity.ownedBy(
                Bytes.copyOf(oca),
                identity.certificates().pekBytes(),
                VERSION,
                EcKeyPair.generate(new TestRandom("pdh")::nextBytes));

        PlatformIdentity restored = restored(owned);

        assertThat(restored.ownership()).isEqualTo(Ownership.EXTERNALLY_OWNED);
        assertThat(restored.oca()).isEmpty();
        assertThat(restored.certificates().ocaBytes()).isEqualTo(Bytes.copyOf(oca));
        assertThat(restored.encode()).isEqualTo(owned.encode());
    }

    @Test
    void givesNothingToAnotherChip() {
        IdentityStore others = new IdentityStore(fresh("other").chip(), identity.flash());

        assertThat(others.peek()).isEmpty();
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

    private static PlatformIdentity restored(PlatformIdentity saved) {
        return new IdentityStore(saved.chip(), saved.flash()).peek().orElseThrow();
    }

    private static PlatformIdentity fresh(String name) {
        TestRandom random = new TestRandom(name);
        return PlatformIdentity.selfOwned(ChipSecret.burn(random), VERSION, random, Workers.direct());
    }

    private static boolean verifies(SevCertificate certificate, SevCertificate signer, boolean second) {
        EcSignature signature = EcSignature.decode(second ? certificate.signature2() : certificate.signature1());
        return P384.verify(
                EcPublicKey.decode(signer.publicKey()), DigestAlgorithm.SHA_256, certificate.body(), signature);
    }
}
