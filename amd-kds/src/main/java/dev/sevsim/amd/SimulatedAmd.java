package dev.sevsim.amd;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.AmdCertificate;
import dev.sevsim.abi.cert.KeyAlgorithm;
import dev.sevsim.abi.cert.KeyUsage;
import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.abi.chip.ChipGeneration;
import dev.sevsim.crypto.DigestAlgorithm;
import dev.sevsim.crypto.RsaPrivateKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * AMD for one generation of chips, simulated: the root and signing certificates, and the key distribution service that
 * signs a chip's CEK.
 *
 * <p>The private keys are published in this source and protect nothing; the root's key id starts like AMD's for the
 * generation and ends in ASCII {@code SIMULATE}. Naples has RSA-2048 keys with SHA-256, later generations RSA-4096 with
 * SHA-384.
 *
 * <p>Source: docs/reference/sev-firmware-api.md sections 6.3 and 6.7.
 */
public final class SimulatedAmd {
    /** Signed in advance by {@link #freshlySigned}, since an RSA-4096 signature takes longer than a launch. */
    private static final String EMBEDDED_CEK = "simulated-cek.cert";

    private static final int SHORT_KEY_BITS = 2048;
    private static final String PEM_BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String PEM_END = "-----END PRIVATE KEY-----";

    /** One for each generation: a launch needs its certificates several times, and reading them cost it 3 percent. */
    private static final Map<ChipGeneration, SimulatedAmd> OF_GENERATION = Arrays.stream(ChipGeneration.values())
            .collect(Collectors.toUnmodifiableMap(generation -> generation, SimulatedAmd::new));

    private final ChipGeneration generation;
    private final Published<AmdCertificate> ark = new Published<>(() -> certificate("simulated-ark.cert"));
    private final Published<AmdCertificate> ask = new Published<>(() -> certificate("simulated-ask.cert"));
    private final Published<SevCertificate> cek =
            new Published<>(() -> SevCertificate.CODEC.decode(Bytes.copyOf(resource(EMBEDDED_CEK))));

    private SimulatedAmd(ChipGeneration generation) {
        this.generation = generation;
    }

    /**
     * The roots and keys for chips of a generation.
     *
     * @return always the same object, for any number of threads
     */
    public static SimulatedAmd of(ChipGeneration generation) {
        return Objects.requireNonNull(OF_GENERATION.get(generation));
    }

    /** The root certificate, signed by itself. */
    public AmdCertificate ark() {
        return ark.get();
    }

    /** The signing certificate, signed by the root. */
    public AmdCertificate ask() {
        return ask.get();
    }

    /**
     * Fills slot 1 of a CEK certificate with the ASK's RSA-PSS signature, as AMD's service does.
     *
     * <p>The salt is the body's digest, so that equal chips get equal bytes.
     */
    public SevCertificate sign(SevCertificate cek) {
        SevCertificate embedded = embeddedCek();
        return embedded.body().equals(cek.body()) ? embedded : freshlySigned(cek);
    }

    /** The signed CEK certificate of the embedded chip, which machines without a state directory share. */
    public SevCertificate embeddedCek() {
        return cek.get();
    }

    /** As {@link #sign}, for any chip. */
    SevCertificate freshlySigned(SevCertificate cek) {
        return cek.withSignature1(
                KeyUsage.ASK,
                hasShortKeys() ? KeyAlgorithm.RSA_SHA256 : KeyAlgorithm.RSA_SHA384,
                signature(cek.body()).paddedTo(SevCertificate.SIGNATURE_SIZE));
    }

    /** The signature that a firmware image for this generation's chips ends with: as long as the ASK's modulus. */
    public Bytes signFirmware(Bytes image) {
        return signature(image);
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
        String name = generation.name().toLowerCase(Locale.ROOT) + "/" + file;
        try (InputStream in = SimulatedAmd.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    /**
     * A certificate of this module, read when it is first asked for.
     *
     * <p>Threads that ask at once may each read it; all of them read the same bytes.
     */
    private static final class Published<T> {
        private final Supplier<T> source;
        private volatile @Nullable T certificate;

        Published(Supplier<T> source) {
            this.source = source;
        }

        T get() {
            T known = certificate;
            if (known == null) {
                known = source.get();
                certificate = known;
            }
            return known;
        }
    }
}
