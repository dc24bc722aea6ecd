package dev.sevsim.psp.keys;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.AmdCertificate;
import dev.sevsim.abi.cert.KeyAlgorithm;
import dev.sevsim.abi.cert.KeyUsage;
import dev.sevsim.abi.cert.SevCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.engines.RSABlindedEngine;
import org.bouncycastle.crypto.signers.PSSSigner;
import org.bouncycastle.crypto.util.PrivateKeyFactory;

/**
 * AMD's side, simulated: the root and signing certificates, and the key server that signs a chip's CEK.
 *
 * <p>The private keys are public and protect nothing; the root's key id ends in ASCII {@code SIMULATE}.
 *
 * <p>Source: sev-firmware-api.md sections 6.3 and 6.7.
 */
public final class SimulatedAmd {
    /** The certificate of {@link ChipSecret#embedded()}, made by {@link #freshlySigned}. */
    private static final String EMBEDDED_CEK = "simulated-cek.cert";

    private static final int SALT_SIZE = 48;
    private static final String PEM_BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String PEM_END = "-----END PRIVATE KEY-----";

    public SimulatedAmd() {}

    /** The root certificate, signed by itself. */
    public AmdCertificate ark() {
        return certificate("simulated-ark.cert");
    }

    /** The signing certificate, signed by the root. */
    public AmdCertificate ask() {
        return certificate("simulated-ask.cert");
    }

    /**
     * Fills slot 1 of a CEK certificate with the ASK's RSA-PSS signature, as the key server does.
     *
     * <p>The salt is the first 48 bytes of the body's SHA-384, so that equal chips get equal bytes.
     */
    public SevCertificate sign(SevCertificate cek) {
        SevCertificate embedded = SevCertificate.decode(Bytes.copyOf(resource(EMBEDDED_CEK)));
        return embedded.body().equals(cek.body()) ? embedded : freshlySigned(cek);
    }

    /** As {@link #sign}, for any chip. */
    static SevCertificate freshlySigned(SevCertificate cek) {
        Bytes body = cek.body();
        byte[] message = body.toArray();
        PSSSigner signer = new PSSSigner(new RSABlindedEngine(), new SHA384Digest(), salt(message));
        signer.init(true, askPrivateKey());
        signer.update(message, 0, message.length);
        try {
            Bytes signature = Bytes.copyOf(signer.generateSignature()).reversed();
            return cek.withSignature1(
                    KeyUsage.ASK, KeyAlgorithm.RSA_SHA384, signature.paddedTo(SevCertificate.SIGNATURE_SIZE));
        } catch (CryptoException e) {
            throw new IllegalStateException("a key of 4096 bits signs a digest of 384", e);
        }
    }

    private static byte[] salt(byte[] message) {
        SHA384Digest digest = new SHA384Digest();
        digest.update(message, 0, message.length);
        byte[] salt = new byte[SALT_SIZE];
        digest.doFinal(salt, 0);
        return salt;
    }

    private static CipherParameters askPrivateKey() {
        String pem = new String(resource("simulated-ask.pem"), StandardCharsets.US_ASCII);
        String base64 = pem.substring(pem.indexOf(PEM_BEGIN) + PEM_BEGIN.length(), pem.indexOf(PEM_END));
        try {
            return PrivateKeyFactory.createKey(Base64.getMimeDecoder().decode(base64));
        } catch (IOException e) {
            throw new UncheckedIOException("simulated-ask.pem", e);
        }
    }

    private static AmdCertificate certificate(String name) {
        return AmdCertificate.decode(Bytes.copyOf(resource(name)), 0)
                .orElseThrow(() -> new IllegalStateException(name + " is damaged"));
    }

    private static byte[] resource(String name) {
        try (InputStream in = SimulatedAmd.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }
}
