package dev.sevsim.owner;

import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.cert.EcPublicKey;
import dev.sevsim.abi.cert.KeyAlgorithm;
import dev.sevsim.abi.cert.KeyUsage;
import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.abi.launch.LaunchSession;
import dev.sevsim.bus.time.SimRandom;

/**
 * Makes launch sessions for one platform.
 *
 * <p>The launch key is certified as sevctl does it: usage PDH, ECDH with SHA-256, API 0.0, both signature slots empty.
 * The platform is not verified here, ask {@link ChainVerifier} first.
 *
 * <p>Source: docs/reference/guest-owner-tools.md sections 2.4 and 3.1, docs/reference/sev-firmware-api.md sections 5.3,
 * 5.4 and 6.4.
 */
public final class LaunchSessionBuilder {
    private final EcPublicKey platformKey;

    private LaunchSessionBuilder(EcPublicKey platformKey) {
        this.platformKey = platformKey;
    }

    /**
     * For the platform with this PDH certificate.
     *
     * @throws OwnerInputException when its key cannot be used for key agreement
     */
    public static LaunchSessionBuilder forPlatform(ReceivedCertificate pdh) {
        CertificateChecks.problem(pdh).ifPresent(problem -> {
            throw new OwnerInputException("PDH certificate", problem, "a P-384 key for key agreement");
        });
        return new LaunchSessionBuilder(EcPublicKey.decode(pdh.content().publicKey()));
    }

    /** A session with fresh keys for one launch under this policy. */
    public OwnerSession build(GuestPolicy policy, SimRandom random) {
        return build(policy, SessionMaterial.draw(random));
    }

    OwnerSession build(GuestPolicy policy, SessionMaterial material) {
        EcPublicKey own = material.godh().publicKey();
        SevCertificate godh = SevCertificate.unsigned(0, 0, KeyUsage.PDH, KeyAlgorithm.ECDH_SHA256, own.encode());
        SecretBytes z = material.godh().sharedSecret(platformKey);
        LaunchSession session = material.keys().wrap(z, material.nonce(), material.wrapIv(), policy.toWire());
        z.wipe();
        material.godh().wipe();
        return OwnerSession.of(policy, godh.encode(), session.encode(), material.keys());
    }
}
