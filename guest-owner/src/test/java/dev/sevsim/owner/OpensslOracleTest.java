package dev.sevsim.owner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.EcPublicKey;
import dev.sevsim.abi.cert.EcSignature;
import dev.sevsim.crypto.DigestAlgorithm;
import dev.sevsim.crypto.P384;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERSequence;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same signatures in front of openssl, with keys and signatures converted by the JDK. */
class OpensslOracleTest {
    private static final PlatformChain CHAIN = PlatformChain.parse(Vectors.read("sev-tool/full.chain"));

    @TempDir
    private Path directory;

    @BeforeAll
    static void needsOpenssl() {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/openssl")), "openssl is not installed in /usr/bin");
    }

    @Test
    void agreesOnTheEcdsaSignatureOfThePdh() throws Exception {
        EcPublicKey pek = EcPublicKey.decode(CHAIN.pek().content().publicKey());
        EcSignature signature = EcSignature.decode(CHAIN.pdh().content().signature1());
        Bytes rAndS = signature.toP1363();
        byte[] der = new DERSequence(new ASN1Integer[] {
                    new ASN1Integer(unsigned(rAndS.slice(0, 48))), new ASN1Integer(unsigned(rAndS.from(48)))
                })
                .getEncoded();

        String answer = openssl(ecKey(pek), CHAIN.pdh().signedBytes(), der, List.of("-sha256"));
        String toDamaged = openssl(ecKey(pek), CHAIN.pek().signedBytes(), der, List.of("-sha256"));

        assertThat(answer).isEqualTo("Verified OK");
        assertThat(P384.verify(pek, DigestAlgorithm.SHA_256, CHAIN.pdh().signedBytes(), signature))
                .isTrue();
        assertThat(toDamaged).isNotEqualTo("Verified OK");
        assertThat(P384.verify(pek, DigestAlgorithm.SHA_256, CHAIN.pek().signedBytes(), signature))
                .isFalse();
    }

    @Test
    void agreesOnTheRsaPssSignatureOfTheAsk() throws Exception {
        ReceivedCaCertificate ask = CHAIN.ask().orElseThrow();
        ReceivedCaCertificate ark = CHAIN.ark().orElseThrow();
        PublicKey key = KeyFactory.getInstance("RSA")
                .generatePublic(new RSAPublicKeySpec(
                        unsigned(ark.content().modulus().reversed()),
                        unsigned(ark.content().exponent().reversed())));
        byte[] signature = ask.content().signature().reversed().toArray();
        List<String> pss = List.of("-sha384", "-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:digest");

        String answer = openssl(key, ask.signedBytes(), signature, pss);
        String toDamaged = openssl(key, ark.signedBytes(), signature, pss);

        Predicate<Bytes> ours = message -> ark.key()
                .verifiesPss(DigestAlgorithm.SHA_384, message, ask.content().signature());
        assertThat(answer).isEqualTo("Verified OK");
        assertThat(ours).accepts(ask.signedBytes());
        assertThat(toDamaged).isNotEqualTo("Verified OK");
        assertThat(ours).rejects(ark.signedBytes());
    }

    private String openssl(PublicKey key, Bytes message, byte[] signature, List<String> options)
            throws IOException, InterruptedException {
        Path keyFile = Files.write(directory.resolve("key.der"), key.getEncoded());
        Path signatureFile = Files.write(directory.resolve("signature"), signature);
        Path messageFile = Files.write(directory.resolve("message"), message.toArray());
        List<String> command = new ArrayList<>(List.of("/usr/bin/openssl", "dgst"));
        command.addAll(options);
        command.addAll(
                List.of("-keyform", "DER", "-verify", keyFile.toString(), "-signature", signatureFile.toString()));
        command.add(messageFile.toString());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        process.waitFor();
        return output.lines().findFirst().orElse("").strip();
    }

    private static PublicKey ecKey(EcPublicKey key) throws GeneralSecurityException {
        AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
        curve.init(new ECGenParameterSpec("secp384r1"));
        ECPoint point = new ECPoint(unsigned(key.xBe()), unsigned(key.yBe()));
        return KeyFactory.getInstance("EC")
                .generatePublic(new ECPublicKeySpec(point, curve.getParameterSpec(ECParameterSpec.class)));
    }

    private static BigInteger unsigned(Bytes bigEndian) {
        return new BigInteger(1, bigEndian.toArray());
    }
}
