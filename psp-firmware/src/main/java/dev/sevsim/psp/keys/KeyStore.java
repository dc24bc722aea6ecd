package dev.sevsim.psp.keys;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.cert.EcPublicKey;
import dev.sevsim.abi.cert.EcSignature;
import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.bus.time.SimRandom;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The firmware's keys: what the chip and its persistent store hold, and what is in use since INIT.
 *
 * <p>Source: sev-firmware-api.md sections 3.7 and 4.1.
 */
public final class KeyStore {
    private final ChipSecret chip;
    private final ApiVersion version;
    private final SimRandom random;
    private @Nullable PlatformIdentity stored;
    private @Nullable PlatformIdentity loaded;
    private @Nullable SevCertificate cek;

    /** A chip with an empty persistent store. */
    public KeyStore(ChipSecret chip, ApiVersion version, SimRandom random) {
        this.chip = chip;
        this.version = version;
        this.random = random;
    }

    /** A chip whose store holds an identity. */
    public KeyStore(PlatformIdentity stored, ApiVersion version, SimRandom random) {
        this(stored.chip(), version, random);
        this.stored = stored;
    }

    /** Loads the store; creates and saves what is missing. */
    public void load() {
        PlatformIdentity identity = stored;
        if (identity == null) {
            identity = PlatformIdentity.selfOwned(chip, version, random);
            stored = identity;
        }
        loaded = identity;
    }

    /** Forgets what INIT loaded; the store keeps it. */
    public void unload() {
        loaded = null;
    }

    /** What the persistent store holds; empty before the first INIT. */
    public Optional<PlatformIdentity> stored() {
        return Optional.ofNullable(stored);
    }

    /** Whose OCA it is. */
    public Ownership ownership() {
        return identity().ownership();
    }

    /** The PDH certificate. */
    public SevCertificate pdhCertificate() {
        return identity().certificates().pdh();
    }

    /** PEK, OCA and CEK as PDH_CERT_EXPORT writes them, the CEK without a signature. */
    public Bytes certificateChain() {
        IdentityCertificates certificates = identity().certificates();
        return Bytes.concat(
                certificates.pek().encode(),
                certificates.oca().encode(),
                cekCertificate().encode());
    }

    /** The CEK certificate, without a signature; known once the chip is powered, in any state. */
    public SevCertificate cekCertificate() {
        SevCertificate certificate = cek;
        if (certificate == null) {
            certificate = PlatformIdentity.unsignedCek(chip, version);
            cek = certificate;
        }
        return certificate;
    }

    /** As {@link #sharedSecret}, by firmware that does not look where the point lies. */
    public SecretBytes sharedSecretUnchecked(EcPublicKey peer) {
        return identity().pdh().sharedSecretUnchecked(peer);
    }

    /** Z between the PDH and an owner's or another platform's key, which must be on the curve. */
    public SecretBytes sharedSecret(EcPublicKey peer) {
        return identity().pdh().sharedSecret(peer);
    }

    /** The PEK's signature over a report. */
    public EcSignature signWithPek(Bytes message) {
        return EcSignature.ofP1363(identity().pek().sign(message));
    }

    private PlatformIdentity identity() {
        if (loaded == null) {
            throw new IllegalStateException("the platform is not initialised");
        }
        return loaded;
    }
}
