package dev.sevsim.owner;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.AmdCertificate;
import dev.sevsim.abi.cert.EcSignature;
import dev.sevsim.abi.cert.KeyAlgorithm;
import dev.sevsim.abi.cert.KeyUsage;
import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.bus.time.SeededRandom;
import dev.sevsim.crypto.EcKeyPair;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.PSSParameterSpec;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.util.BigIntegers;

/** A made-up platform whose certificates can be bent before they are signed. */
final class TestPlatform {
    static final Bytes SIMULATED_KEY_ID = Bytes.concat(Bytes.fromHex("94c38e4177d04792"), Bytes.ofAscii("SIMULATE"));

    private final String name;
    private final Map<KeyUsage, UnaryOperator<SevCertificate>> bends = new EnumMap<>(KeyUsage.class);
    private UnaryOperator<AmdCertificate> askBend = UnaryOperator.identity();
    private UnaryOperator<AmdCertificate> arkBend = UnaryOperator.identity();
    private KeyAlgorithm signing = KeyAlgorithm.ECDSA_SHA256;
    private boolean rsaOca;

    TestPlatform(String name) {
        this.name = name;
    }

    TestPlatform bend(KeyUsage role, UnaryOperator<SevCertificate> bend) {
        bends.put(role, bend);
        return this;
    }

    TestPlatform bendAsk(UnaryOperator<AmdCertificate> bend) {
        askBend = bend;
        return this;
    }

    TestPlatform bendArk(UnaryOperator<AmdCertificate> bend) {
        arkBend = bend;
        return this;
    }

    TestPlatform signingWith(KeyAlgorithm algorithm) {
        signing = algorithm;
        return this;
    }

    TestPlatform withRsaOca() {
        rsaOca = true;
        return this;
    }

    EcKeyPair pdhKey() {
        return key(KeyUsage.PDH);
    }

    Bytes pdh() {
        return ecSigned(body(KeyUsage.PDH), KeyUsage.PEK).encode();
    }

    Bytes pekOcaCek() {
        return Bytes.concat(pek(), oca(), signedCek());
    }

    Bytes pekOcaUnsignedCek() {
        return Bytes.concat(pek(), oca(), body(KeyUsage.CEK).encode());
    }

    Bytes signedCek() {
        SevCertificate cek = body(KeyUsage.CEK);
        Bytes signature = pss("ask", cek.body()).reversed();
        return cek.withSignature1(KeyUsage.ASK, KeyAlgorithm.RSA_SHA256, signature.paddedTo(0x200))
                .encode();
    }

    Bytes ask() {
        AmdCertificate ask = askBend.apply(amd("ask", KeyUsage.ASK, Bytes.ofAscii("ASK-OF-THE-TESTS")));
        return ask.signedBe(pss("ark", ask.body())).encode();
    }

    Bytes ark() {
        AmdCertificate ark = arkBend.apply(amd("ark", KeyUsage.ARK, SIMULATED_KEY_ID));
        return ark.signedBe(pss("ark", ark.body())).encode();
    }

    Bytes askArk() {
        return Bytes.concat(ask(), ark());
    }

    PlatformChain chain() {
        return PlatformChain.of(pdh(), pekOcaCek(), askArk());
    }

    TrustedRoots roots() {
        return TrustedRoots.ofCertificates(new TestPlatform("roots").ark());
    }

    private EcKeyPair key(KeyUsage role) {
        return EcKeyPair.generate(SeededRandom.of(Bytes.ofAscii(name)).split(role.name())::nextBytes);
    }

    private Bytes pek() {
        SevCertificate pek = body(KeyUsage.PEK);
        SevCertificate byOca = rsaOca
                ? pek.withSignature1(
                        KeyUsage.OCA,
                        KeyAlgorithm.RSA_SHA256,
                        pss("oca", pek.body()).reversed().paddedTo(0x200))
                : ecSigned(pek, KeyUsage.OCA);
        return byOca.withSignature2(KeyUsage.CEK, signing, ecdsa(KeyUsage.CEK, pek.body()))
                .encode();
    }

    private Bytes oca() {
        SevCertificate oca = body(KeyUsage.OCA);
        return rsaOca
                ? oca.withSignature1(
                                KeyUsage.OCA,
                                KeyAlgorithm.RSA_SHA256,
                                pss("oca", oca.body()).reversed().paddedTo(0x200))
                        .encode()
                : ecSigned(oca, KeyUsage.OCA).encode();
    }

    private SevCertificate body(KeyUsage role) {
        SevCertificate plain;
        if (role == KeyUsage.OCA && rsaOca) {
            RSAPrivateCrtKey key = rsa("oca");
            Bytes field = Bytes.concat(
                            Bytes.u32Le(2048), le(key.getPublicExponent(), 0x200), le(key.getModulus(), 0x200))
                    .paddedTo(SevCertificate.PUBLIC_KEY_SIZE);
            plain = SevCertificate.unsigned(0, 0, role, KeyAlgorithm.RSA_SHA256, field);
        } else {
            KeyAlgorithm algorithm = role == KeyUsage.PDH ? KeyAlgorithm.ECDH_SHA256 : signing;
            plain = SevCertificate.unsigned(
                    1, 55, role, algorithm, key(role).publicKey().encode());
        }
        return bends.getOrDefault(role, UnaryOperator.identity()).apply(plain);
    }

    private SevCertificate ecSigned(SevCertificate subject, KeyUsage signer) {
        return subject.withSignature1(signer, signing, ecdsa(signer, subject.body()));
    }

    private Bytes ecdsa(KeyUsage signer, Bytes message) {
        X9ECParameters curve = CustomNamedCurves.getByName("secp384r1");
        ECDomainParameters domain = new ECDomainParameters(curve.getCurve(), curve.getG(), curve.getN());
        ECDSASigner ecdsa = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
        ecdsa.init(
                true,
                new ECPrivateKeyParameters(
                        new BigInteger(1, key(signer).scalar().reveal()), domain));
        BigInteger[] rs = ecdsa.generateSignature(hash(message));
        return EcSignature.ofP1363(Bytes.concat(
                        Bytes.copyOf(BigIntegers.asUnsignedByteArray(48, rs[0])),
                        Bytes.copyOf(BigIntegers.asUnsignedByteArray(48, rs[1]))))
                .encode();
    }

    private byte[] hash(Bytes message) {
        try {
            return MessageDigest.getInstance(signing.digestName().orElseThrow()).digest(message.toArray());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static AmdCertificate amd(String name, KeyUsage usage, Bytes keyId) {
        RSAPrivateCrtKey key = rsa(name);
        return new AmdCertificate(
                1,
                keyId,
                SIMULATED_KEY_ID,
                usage.code(),
                le(key.getPublicExponent(), 256),
                le(key.getModulus(), 256),
                Bytes.zeros(256));
    }

    private static Bytes pss(String name, Bytes message) {
        try {
            Signature pss = Signature.getInstance("RSASSA-PSS");
            pss.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
            pss.initSign(rsa(name));
            pss.update(message.toArray());
            return Bytes.copyOf(pss.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RSAPrivateCrtKey rsa(String name) {
        try {
            byte[] pkcs8 = Vectors.read("test-keys/" + name + "-2048.pk8").toArray();
            return (RSAPrivateCrtKey) KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Bytes le(BigInteger number, int size) {
        return Bytes.copyOf(BigIntegers.asUnsignedByteArray(size, number)).reversed();
    }
}
