package dev.sevsim.psp.keys;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.AmdCertificate;
import dev.sevsim.abi.cert.KeyAlgorithm;
import dev.sevsim.abi.cert.KeyUsage;
import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.crypto.DigestAlgorithm;
import dev.sevsim.crypto.RsaPrivateKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

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

    private static final int SHORT_KEY_BITS = 2048;
    private static final String PEM_BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String PEM_END = "-----END PRIVATE KEY-----";

    private final AmdRoots roots;

    /** AMD as one generation of chips knows it. */
    public SimulatedAmd(AmdRoots roots) {
        this.roots = roots;
    }

    /** The root certificate, signed by itself. */
    public AmdCertificate ark() {
        return certificate("simulated-ark.cert");
    }

    /** What the fuses of this generation's chips say of the root. */
    public PinnedRoot pinnedRoot() {
        return PinnedRoot.of(ark());
    }

    /** The signing certificate, signed by the root. */
    public AmdCertificate ask() {
        return certificate("simulated-ask.cert");
    }

    /**
     * Fills slot 1 of a CEK certificate with the ASK's RSA-PSS signature, as the key server does.
     *
     * <p>The salt is the body's digest, so that equal chips get equal bytes.
     */
    public SevCertificate sign(SevCertificate cek) {
        SevCertificate embedded = SevCertificate.decode(Bytes.copyOf(resource(EMBEDDED_CEK)));
        return embedded.body().equals(cek.body()) ? embedded : freshlySigned(cek);
    }

    /** As {@link #sign}, for any chip. */
    SevCertificate freshlySigned(SevCertificate cek) {
        return cek.withSignature1(
                KeyUsage.ASK,
                hasShortKeys() ? KeyAlgorithm.RSA_SHA256 : KeyAlgorithm.RSA_SHA384,
                signature(cek.body()).paddedTo(SevCertificate.SIGNATURE_SIZE));
    }

    /** A firmware image for this generation's chips, see {@link FirmwareImage}. */
    public Bytes signedFirmware(ApiVersion api, int build, Bytes payload) {
        Bytes unsigned =
                FirmwareImage.unsigned(api, build, payload, ask().modulus().length());
        return Bytes.concat(unsigned, signature(unsigned));
    }

    /** The ASK's signature, least significant byte first. */
    private Bytes signature(Bytes signedBytes) {
        DigestAlgorithm digest = hasShortKeys() ? DigestAlgorithm.SHA_256 : DigestAlgorithm.SHA_384;
        return askPrivateKey().signPss(digest, signedBytes, digest.digest(signedBytes));
    }

    private boolean hasShortKeys() {
        return ask().modulusBits() == SHORT_KEY_BITS;
    }

    private RsaPrivateKey askPrivateKey() {
        String pem = new String(resource("simulated-ask.pem"), StandardCharsets.US_ASCII);
        String base64 = pem.substring(pem.indexOf(PEM_BEGIN) + PEM_BEGIN.length(), pem.indexOf(PEM_END));
        return RsaPrivateKey.ofPkcs8(Base64.getMimeDecoder().decode(base64));
    }

    private AmdCertificate certificate(String name) {
        return AmdCertificate.decode(Bytes.copyOf(resource(name)), 0)
                .orElseThrow(() -> new IllegalStateException(name + " is damaged"));
    }

    private byte[] resource(String file) {
        String name = roots.resource(file);
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
