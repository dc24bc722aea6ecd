package dev.sevsim.abi.launch;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.abi.firmware.GuestPolicy;
import java.security.MessageDigest;

/**
 * What LAUNCH_MEASURE puts under its MAC.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 5.5.
 *
 * @param version API version of the running firmware
 * @param build its build
 * @param policy guest policy
 * @param launchDigest SHA-256 of everything that was measured, 32 bytes
 * @param nonce MNONCE, 16 bytes
 */
public record Measurement(ApiVersion version, int build, GuestPolicy policy, Bytes launchDigest, Bytes nonce) {
    private static final int CONTEXT = 0x04;

    /** From this API version on, context and version are part of the message. */
    private static final ApiVersion FIRST_WITH_CONTEXT = new ApiVersion(0, 17);

    /** The bytes under the MAC: 56, or 52 before API 0.17. */
    public Bytes message() {
        Bytes body = Bytes.concat(policy.toWire(), launchDigest, nonce);
        if (!version.isAtLeast(FIRST_WITH_CONTEXT)) {
            return body;
        }
        return Bytes.concat(Bytes.of(CONTEXT, version.major(), version.minor(), build), body);
    }

    /** MEASURE = HMAC-SHA-256(TIK, message), 32 bytes. */
    public Bytes measure(SecretBytes tik) {
        return Bytes.copyOf(KeyDerivation.Hmac.sha256(tik, message()));
    }

    /** MEASURE and MNONCE as LAUNCH_MEASURE writes them. */
    public MeasurementBlob blob(SecretBytes tik) {
        return new MeasurementBlob(measure(tik), nonce);
    }

    /** Whether {@code measure} is the MAC of exactly this. */
    public boolean isProvenBy(Bytes measure, SecretBytes tik) {
        return MessageDigest.isEqual(measure(tik).toArray(), measure.toArray());
    }
}
