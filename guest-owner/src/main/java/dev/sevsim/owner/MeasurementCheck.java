package dev.sevsim.owner;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.abi.launch.Measurement;
import dev.sevsim.abi.launch.MeasurementBlob;
import dev.sevsim.bus.frame.LaunchMeasurement;
import java.util.Optional;

/**
 * Compares what a host reports with what the owner expects.
 *
 * <p>API version and build may be taken from the host: they are under the MAC, so a lie makes the comparison fail.
 *
 * <p>Source: docs/reference/guest-owner-tools.md section 2.5, docs/reference/sev-firmware-api.md section 5.5.
 */
public final class MeasurementCheck {
    private final ExpectedLaunch expected;
    private final GuestPolicy policy;
    private final SecretBytes tik;
    private final ApiVersion minimumVersion;

    /**
     * A check of one launch.
     *
     * @param expected the owner's inputs
     * @param policy the policy of the owner's session
     * @param tik transport integrity key of that session
     * @param minimumVersion the oldest firmware that the owner trusts
     */
    public MeasurementCheck(ExpectedLaunch expected, GuestPolicy policy, SecretBytes tik, ApiVersion minimumVersion) {
        this.expected = expected;
        this.policy = policy;
        this.tik = tik;
        this.minimumVersion = minimumVersion;
    }

    /** The owner's answer; never throws for what the host reports. */
    public MeasurementVerdict check(LaunchMeasurement reported) {
        if (reported.measurement().length() != MeasurementBlob.SIZE) {
            return MeasurementVerdict.refused(
                    "measurement of " + reported.measurement().length() + " bytes, expected 48");
        }
        if (!isByte(reported.apiMajor()) || !isByte(reported.apiMinor()) || !isByte(reported.buildId())) {
            return MeasurementVerdict.refused("API version " + reported.apiMajor() + "." + reported.apiMinor()
                    + " build " + reported.buildId() + ", expected numbers from 0 to 255");
        }
        if (reported.policy() != policy.word()) {
            return MeasurementVerdict.refused("host reports policy " + new GuestPolicy(reported.policy())
                    + ", the session is for policy " + policy);
        }
        ApiVersion version = new ApiVersion(reported.apiMajor(), reported.apiMinor());
        if (!version.isAtLeast(minimumVersion)) {
            return MeasurementVerdict.refused(
                    "firmware API version " + version + ", expected at least " + minimumVersion);
        }
        return compare(reported, version);
    }

    private MeasurementVerdict compare(LaunchMeasurement reported, ApiVersion version) {
        Bytes digest;
        try {
            digest = expected.launchDigest(policy);
        } catch (OwnerInputException e) {
            return MeasurementVerdict.refused(e.getMessage());
        }
        MeasurementBlob blob = MeasurementBlob.decode(reported.measurement());
        Measurement wanted = new Measurement(version, reported.buildId(), policy, digest, blob.nonce());
        if (wanted.isProvenBy(blob.measure(), tik)) {
            return MeasurementVerdict.accepted(digest);
        }
        return new MeasurementVerdict(
                MeasurementVerdict.Outcome.REFUSED,
                "the measurement is not that of the expected launch",
                explanation(wanted, blob),
                Optional.of(digest));
    }

    private Optional<String> explanation(Measurement wanted, MeasurementBlob blob) {
        return LaunchExplainer.of(expected, policy).explainQuickly(wanted, blob, tik).differences().stream()
                .findFirst()
                .map(LaunchDifference::text);
    }

    private static boolean isByte(int value) {
        return value >= 0 && value <= 0xFF;
    }
}
