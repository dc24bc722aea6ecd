package dev.sevsim.psp.cert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.AmdCertificate;
import dev.sevsim.abi.cert.KeyUsage;
import dev.sevsim.abi.chip.ChipGeneration;
import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.amd.SimulatedAmd;
import dev.sevsim.psp.TestRandom;
import dev.sevsim.psp.WorkedExample;
import dev.sevsim.psp.keys.ChipSecret;
import dev.sevsim.psp.keys.PinnedRoot;
import dev.sevsim.psp.keys.PlatformIdentity;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AmdChainValidatorTest {
    /** RSA-2048 roots. */
    private static final String OPENSSL = "openssl-platform";

    /** RSA-4096 roots. */
    private static final String SEV_TOOL = "sev-tool";

    private static final Bytes ROOT_ID = Bytes.ofAscii("a root of a test");
    private static final Bytes SIGNER_ID = Bytes.ofAscii("a signer of test");

    private static final KeyPair ROOT = rsa();
    private static final KeyPair SIGNER = rsa();

    private final AmdCertificate ark = signed(content(ROOT_ID, ROOT_ID, KeyUsage.ARK.code(), 1, ROOT), ROOT);
    private final AmdCertificate ask = signed(content(SIGNER_ID, ROOT_ID, KeyUsage.ASK.code(), 1, SIGNER), ROOT);
    private final AmdChainValidator validator = new AmdChainValidator(PinnedRoot.of(ark));

    @ParameterizedTest
    @ValueSource(strings = {OPENSSL, SEV_TOOL})
    void acceptsChainsOfOtherMakersUnderTheirOwnRoot(String maker) {
        Bytes root = vector(maker, "ark");
        AmdChainValidator theirs = pinned(root);

        assertThat(theirs.check(vector(maker, "cek"), vector(maker, "ask"), root))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(ChipGeneration.class)
    void acceptsASimulatedChainOfItsGenerationAlone(ChipGeneration roots) {
        SimulatedAmd amd = SimulatedAmd.of(roots);
        Bytes cek = amd.sign(PlatformIdentity.unsignedCek(ChipSecret.embedded(), new ApiVersion(1, 55)))
                .encode();
        Bytes signing = amd.ask().encode();
        Bytes root = amd.ark().encode();

        for (ChipGeneration pinned : ChipGeneration.values()) {
            Optional<CertificateFault> fault =
                    new AmdChainValidator(PinnedRoot.of(SimulatedAmd.of(pinned).ark())).check(cek, signing, root);

            assertThat(status(fault)).isEqualTo(pinned == roots ? SevStatus.SUCCESS : SevStatus.INVALID_CERTIFICATE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {OPENSSL, SEV_TOOL})
    void neverAcceptsARootWithAmdsKeyIdUnderASimulatedOne(String maker) {
        ChipGeneration roots = maker.equals(OPENSSL) ? ChipGeneration.NAPLES : ChipGeneration.MILAN;
        AmdChainValidator simulated =
                new AmdChainValidator(PinnedRoot.of(SimulatedAmd.of(roots).ark()));

        assertFault(simulated.checkArk(vector(maker, "ark")), SevStatus.INVALID_CERTIFICATE, "key id");
    }

    @ParameterizedTest
    @ValueSource(ints = {0x14, 0x28, 0x37, 0x40, 0x141, 0x240})
    void refusesAFlippedBit(int at) {
        for (String maker : new String[] {OPENSSL, SEV_TOOL}) {
            Bytes root = vector(maker, "ark");

            assertThat(status(pinned(root).checkArk(flip(root, at)))).isEqualTo(SevStatus.BAD_SIGNATURE);
            assertThat(status(pinned(root).checkAsk(flip(vector(maker, "ask"), at), root)))
                    .isEqualTo(SevStatus.BAD_SIGNATURE);
        }
    }

    @Test
    void refusesACekOfAnotherGeneration() {
        assertFault(
                AmdChainValidator.checkCek(vector(OPENSSL, "cek"), vector(SEV_TOOL, "ask")),
                SevStatus.INVALID_CERTIFICATE,
                "must name");
        Bytes bent = flip(vector(SEV_TOOL, "cek"), 0x41C);
        assertFault(AmdChainValidator.checkCek(bent, vector(SEV_TOOL, "ask")), SevStatus.BAD_SIGNATURE, "SIG1");
    }

    @Test
    void refusesAnUnsignedCek() {
        Bytes cek = PlatformIdentity.unsignedCek(ChipSecret.burn(new TestRandom("c")), new ApiVersion(1, 55))
                .encode();

        assertFault(AmdChainValidator.checkCek(cek, ask.encode()), SevStatus.INVALID_CERTIFICATE, "must name");
    }

    @Test
    void refusesSizesThatAreNoCertificate() {
        Bytes root = ark.encode();
        byte[] otherSize = root.toArray();
        otherSize[0x3D] = 4;

        assertFault(validator.checkArk(root.slice(0, 831)), SevStatus.INVALID_CERTIFICATE, "sizes");
        assertFault(validator.checkArk(root.paddedTo(1600)), SevStatus.INVALID_CERTIFICATE, "sizes");
        assertFault(validator.checkArk(Bytes.EMPTY), SevStatus.INVALID_CERTIFICATE, "sizes");
        assertFault(validator.checkArk(Bytes.copyOf(otherSize)), SevStatus.INVALID_CERTIFICATE, "sizes");
        assertFault(validator.checkAsk(vector(SEV_TOOL, "ask"), root), SevStatus.BAD_SIGNATURE, "signature");
    }

    @Test
    void refusesAnotherVersionUsageAndSigner() {
        int askUsage = KeyUsage.ASK.code();

        assertFault(
                validator.checkAsk(encoded(content(SIGNER_ID, ROOT_ID, askUsage, 2, SIGNER)), ark.encode()),
                SevStatus.INVALID_CERTIFICATE,
                "version");
        assertFault(
                validator.checkAsk(encoded(content(SIGNER_ID, ROOT_ID, 0, 1, SIGNER)), ark.encode()),
                SevStatus.INVALID_CERTIFICATE,
                "usage");
        assertFault(
                validator.checkAsk(encoded(content(SIGNER_ID, SIGNER_ID, askUsage, 1, SIGNER)), ark.encode()),
                SevStatus.INVALID_CERTIFICATE,
                "certifying id");
        assertFault(
                validator.checkArk(encoded(content(ROOT_ID, ROOT_ID, askUsage, 1, ROOT))),
                SevStatus.INVALID_CERTIFICATE,
                "usage");
    }

    @Test
    void versionBeforeUsageBeforeSigner() {
        assertFault(
                validator.checkAsk(encoded(content(SIGNER_ID, SIGNER_ID, 0, 2, SIGNER)), ark.encode()),
                SevStatus.INVALID_CERTIFICATE,
                "version");
        assertFault(
                validator.checkAsk(encoded(content(SIGNER_ID, SIGNER_ID, 0, 1, SIGNER)), ark.encode()),
                SevStatus.INVALID_CERTIFICATE,
                "usage");
    }

    @Test
    void pinsTheKeyIdAndTheHash() {
        KeyPair other = rsa();
        AmdCertificate sameId = signed(content(ROOT_ID, ROOT_ID, 0, 1, other), other);
        AmdCertificate otherId = signed(content(SIGNER_ID, SIGNER_ID, 0, 1, ROOT), ROOT);

        assertFault(validator.checkArk(sameId.encode()), SevStatus.INVALID_CERTIFICATE, "hash");
        assertFault(validator.checkArk(otherId.encode()), SevStatus.INVALID_CERTIFICATE, "key id");
    }

    @Test
    void rootBeforeSignerBeforeChip() {
        Bytes cek = flip(
                PlatformIdentity.unsignedCek(ChipSecret.embedded(), new ApiVersion(1, 55))
                        .encode(),
                0);
        Bytes badAsk = flip(ask.encode(), 0x40);

        assertFault(validator.check(cek, badAsk, flip(ark.encode(), 0x40)), SevStatus.BAD_SIGNATURE, "ARK");
        assertFault(validator.check(cek, badAsk, ark.encode()), SevStatus.BAD_SIGNATURE, "ASK");
        assertFault(validator.check(cek, ask.encode(), ark.encode()), SevStatus.INVALID_CERTIFICATE, "must name");
    }

    private static void assertFault(Optional<CertificateFault> fault, SevStatus status, String text) {
        assertThat(status(fault)).isEqualTo(status);
        assertThat(fault.orElseThrow().rule() + fault.orElseThrow().found()).contains(text);
    }

    private static SevStatus status(Optional<CertificateFault> fault) {
        return fault.map(CertificateFault::status).orElse(SevStatus.SUCCESS);
    }

    private static AmdChainValidator pinned(Bytes root) {
        return new AmdChainValidator(
                PinnedRoot.of(AmdCertificate.decode(root, 0).orElseThrow()));
    }

    private static Bytes vector(String maker, String name) {
        return WorkedExample.vector(maker + "/" + name + ".cert");
    }

    private static Bytes flip(Bytes certificate, int at) {
        byte[] raw = Arrays.copyOf(certificate.toArray(), certificate.length());
        raw[at] ^= 1;
        return Bytes.copyOf(raw);
    }

    private static AmdCertificate content(Bytes id, Bytes certifyingId, int usage, int version, KeyPair key) {
        RSAPublicKey rsa = (RSAPublicKey) key.getPublic();
        return new AmdCertificate(
                version,
                id,
                certifyingId,
                usage,
                little(rsa.getPublicExponent()),
                little(rsa.getModulus()),
                Bytes.zeros(256));
    }

    private static Bytes encoded(AmdCertificate content) {
        return signed(content, ROOT).encode();
    }

    /** The JDK signs; the code under test only verifies. */
    private static AmdCertificate signed(AmdCertificate content, KeyPair by) {
        try {
            Signature pss = Signature.getInstance("RSASSA-PSS");
            pss.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
            pss.initSign(by.getPrivate());
            pss.update(content.body().toArray());
            return content.signedBe(Bytes.copyOf(pss.sign()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Bytes little(BigInteger value) {
        Bytes big = Bytes.copyOf(value.toByteArray());
        return (big.u8(0) == 0 ? big.from(1) : big).reversed().paddedTo(256);
    }

    private static KeyPair rsa() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
