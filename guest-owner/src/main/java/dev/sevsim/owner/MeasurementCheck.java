package dev.sevsim.owner;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.abi.launch.Measurement;
import dev.sevsim.abi.launch.MeasurementBlob;
import dev.sevsim.bus.frame.LaunchMeasurement;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Decides whether the measurement that a host reports is that of an allowed launch: the one trust decision of the owner
 * at the bus, of the attestation service and of the command line.
 *
 * <p>API version and build may be taken from the host: they are under the MAC, so a false value makes the comparison
 * fail.
 *
 * <p>Source: docs/reference/guest-owner-tools.md section 2.5, docs/reference/sev-firmware-api.md section 5.5.
 */
public final class MeasurementCheck {
    private final Terms terms;
    private final Allowed allowed;

    /**
     * What a session demands of a measurement.
     *
     * @param policy the guest policy for which the session was made
     * @param tik transport integrity key of the session
     * @param minimumVersion the oldest firmware that is trusted
     * @param builds firmware builds that are trusted; empty for any
     */
    public record Terms(GuestPolicy policy, SecretBytes tik, ApiVersion minimumVersion, Set<Integer> builds) {
        public Terms {
            builds = Set.copyOf(builds);
        }

        /** For any build of firmware. */
        public Terms(GuestPolicy policy, SecretBytes tik, ApiVersion minimumVersion) {
            this(policy, tik, minimumVersion, Set.of());
        }
    }

    /** The launches that are allowed. */
    private interface Allowed {
        /** Their digests under a policy; throws {@link OwnerInputException} where the inputs do not suffice. */
        List<Bytes> digests(GuestPolicy policy);

        /** The verdict on a measurement that proves none of them. */
        MeasurementVerdict mismatch(Measurement first, MeasurementBlob blob);
    }

    private MeasurementCheck(Terms terms, Allowed allowed) {
        this.terms = terms;
        this.allowed = allowed;
    }

    /**
     * Allows the one launch of these inputs; a refusal names the launch that was measured instead, if it can be found.
     */
    public static MeasurementCheck of(ExpectedLaunch expected, Terms terms) {
        return new MeasurementCheck(terms, new OneLaunch(expected, terms));
    }

    /** Allows launches with these digests, 32 bytes each. */
    public static MeasurementCheck ofDigests(List<Bytes> digests, Terms terms) {
        return new MeasurementCheck(terms, new AnyOf(List.copyOf(digests)));
    }

    /** The verdict; never throws for any report of a host. */
    public MeasurementVerdict check(LaunchMeasurement reported) {
        Optional<String> problem = problem(reported);
        if (problem.isPresent()) {
            return MeasurementVerdict.refused(problem.get());
        }
        List<Bytes> digests;
        try {
            digests = allowed.digests(terms.policy());
        } catch (OwnerInputException e) {
            return MeasurementVerdict.refused(e.getMessage());
        }
        MeasurementBlob blob = MeasurementBlob.CODEC.decode(reported.measurement());
        List<Measurement> wanted = digests.stream()
                .map(digest ->
                        new Measurement(version(reported), reported.buildId(), terms.policy(), digest, blob.nonce()))
                .toList();
        return wanted.stream()
                .filter(measurement -> measurement.isProvenBy(blob.measure(), terms.tik()))
                .findFirst()
                .map(proven -> MeasurementVerdict.accepted(proven.launchDigest()))
                .orElseGet(() -> wanted.isEmpty()
                        ? MeasurementVerdict.refused("no launch is allowed")
                        : allowed.mismatch(wanted.get(0), blob));
    }

    /** Why a report is refused without a look at its MAC. */
    private Optional<String> problem(LaunchMeasurement reported) {
        if (reported.measurement().length() != MeasurementBlob.SIZE) {
            return Optional.of(
                    "measurement of " + reported.measurement().length() + " bytes, expected " + MeasurementBlob.SIZE);
        }
        if (!isByte(reported.apiMajor()) || !isByte(reported.apiMinor()) || !isByte(reported.buildId())) {
            return Optional.of("API version " + reported.apiMajor() + "." + reported.apiMinor() + " build "
                    + reported.buildId() + ", expected numbers from 0 to 255");
        }
        if (reported.policy() != terms.policy().word()) {
            return Optional.of("host reports policy " + new GuestPolicy(reported.policy())
                    + ", the session is for policy " + terms.policy());
        }
        if (!version(reported).isAtLeast(terms.minimumVersion())) {
            return Optional.of(
                    "firmware API version " + version(reported) + ", expected at least " + terms.minimumVersion());
        }
        if (!terms.builds().isEmpty() && !terms.builds().contains(reported.buildId())) {
            return Optional.of("firmware build " + reported.buildId() + " is not one of those allowed");
        }
        return Optional.empty();
    }

    private static ApiVersion version(LaunchMeasurement reported) {
        return new ApiVersion(reported.apiMajor(), reported.apiMinor());
    }

    private static boolean isByte(int value) {
        return value >= 0 && value <= 0xFF;
    }

    private record OneLaunch(ExpectedLaunch expected, Terms terms) implements Allowed {
        @Override
        public List<Bytes> digests(GuestPolicy policy) {
            return List.of(expected.launchDigest(policy));
        }

        @Override
        public MeasurementVerdict mismatch(Measurement wanted, MeasurementBlob blob) {
            return new MeasurementVerdict(
                    MeasurementVerdict.Outcome.REFUSED,
                    "the measurement is not that of the expected launch",
                    LaunchExplainer.of(expected, terms.policy())
                            .explainQuickly(wanted, blob, terms.tik())
                            .differences()
                            .stream()
                            .findFirst()
                            .map(LaunchDifference::text),
                    Optional.of(wanted.launchDigest()));
        }
    }

    private record AnyOf(List<Bytes> digests) implements Allowed {
        @Override
        public List<Bytes> digests(GuestPolicy policy) {
            return digests;
        }

        @Override
        public MeasurementVerdict mismatch(Measurement first, MeasurementBlob blob) {
            return MeasurementVerdict.refused("the measurement is not that of an allowed launch");
        }
    }
}
