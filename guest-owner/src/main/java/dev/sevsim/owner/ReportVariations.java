package dev.sevsim.owner;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.abi.launch.Measurement;
import dev.sevsim.abi.launch.MeasurementBlob;
import dev.sevsim.abi.launch.TransportKeys;
import dev.sevsim.owner.LaunchDifference.Input;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Measurements that are one mistake away from the reported one for the same launch digest. Our own choice of mistakes.
 */
final class ReportVariations {
    private static final int POLICY_FLAGS = 6;
    private static final int ES_FLAG = 1 << 2;
    private static final int MAXIMUM_MINOR = 99;
    private static final ApiVersion BEFORE_CONTEXT = new ApiVersion(0, 16);
    private static final ApiVersion FIRST_WITH_VERSION = new ApiVersion(0, 17);

    private ReportVariations() {}

    /**
     * One measurement to try.
     *
     * @param difference what is different in it; empty for the report as it is
     * @param wanted what would be under the MAC; its digest is replaced
     * @param measure the MAC to hold it against
     * @param key of the MAC
     */
    record Report(Optional<LaunchDifference> difference, Measurement wanted, Bytes measure, SecretBytes key) {
        boolean fits(Bytes digest) {
            return new Measurement(wanted.version(), wanted.build(), wanted.policy(), digest, wanted.nonce())
                    .isProvenBy(measure, key);
        }
    }

    /** The report as it is first, then what may be wrong with it. */
    static List<Report> of(Measurement wanted, MeasurementBlob blob, SecretBytes tik, OtherReports others) {
        Bytes measure = blob.measure();
        List<Report> reports = new ArrayList<>();
        reports.add(new Report(Optional.empty(), wanted, measure, tik));
        builds(wanted, measure, tik, reports);
        policies(wanted, measure, tik, reports);
        versions(wanted, measure, tik, reports);
        nonces(wanted, blob, tik, reports);
        others.nonces()
                .forEach(nonce -> add(
                        reports,
                        Input.NONCE,
                        "the nonce " + nonce.toHex() + " of another launch",
                        withNonce(wanted, nonce),
                        measure,
                        tik));
        others.encryptionKey()
                .ifPresent(key -> add(
                        reports,
                        Input.KEY,
                        "a session whose integrity key is your encryption key: TIK and TEK are swapped",
                        wanted,
                        measure,
                        key));
        others.integrityKeys()
                .forEach(key -> add(reports, Input.KEY, "the session of " + key.name(), wanted, measure, key.key()));
        add(
                reports,
                Input.KEY,
                "a launch without the owner's session, whose key is all zero",
                wanted,
                measure,
                TransportKeys.zero().tik());
        return reports;
    }

    /** Firmware of another version and another build: an update changes both. */
    static Stream<Report> updates(Measurement wanted, MeasurementBlob blob, SecretBytes tik) {
        return versions()
                .filter(version -> !version.equals(wanted.version()) && version.isAtLeast(FIRST_WITH_VERSION))
                .flatMap(version -> IntStream.rangeClosed(0, 0xFF)
                        .filter(build -> build != wanted.build())
                        .mapToObj(build -> new Report(
                                Optional.of(new LaunchDifference(
                                        Input.API_VERSION,
                                        "firmware " + version + " build " + build + ", the host reports "
                                                + wanted.version() + " build " + wanted.build()
                                                + " (an update changes both)")),
                                new Measurement(version, build, wanted.policy(), wanted.launchDigest(), wanted.nonce()),
                                blob.measure(),
                                tik)));
    }

    /** SEV-ES turned on or off, alone and with the other policy flags. */
    static List<Report> withOtherState(Measurement wanted, MeasurementBlob blob, SecretBytes tik) {
        List<Report> all = new ArrayList<>();
        policies(wanted, blob.measure(), tik, all);
        return all.stream()
                .filter(report -> differInEncryptedState(report.wanted().policy(), wanted.policy()))
                .toList();
    }

    private static Stream<ApiVersion> versions() {
        return IntStream.rangeClosed(0, 1)
                .boxed()
                .flatMap(major ->
                        IntStream.rangeClosed(0, MAXIMUM_MINOR).mapToObj(minor -> new ApiVersion(major, minor)))
                .filter(version -> version.isAtLeast(BEFORE_CONTEXT));
    }

    private static void builds(Measurement wanted, Bytes measure, SecretBytes tik, List<Report> reports) {
        for (int build = 0; build <= 0xFF; build++) {
            if (build != wanted.build()) {
                Measurement other = new Measurement(
                        wanted.version(), build, wanted.policy(), wanted.launchDigest(), wanted.nonce());
                String text = "firmware build " + build + ", the host reports " + wanted.build();
                add(reports, Input.BUILD, text, other, measure, tik);
            }
        }
    }

    private static void policies(Measurement wanted, Bytes measure, SecretBytes tik, List<Report> reports) {
        for (int flags = 0; flags < 1 << POLICY_FLAGS; flags++) {
            GuestPolicy policy = new GuestPolicy((wanted.policy().word() & -(1 << POLICY_FLAGS)) | flags);
            if (!policy.equals(wanted.policy())) {
                String text = "policy " + policy + ", the session is for " + wanted.policy();
                add(reports, Input.POLICY, text, withPolicy(wanted, policy), measure, tik);
            }
        }
    }

    private static void versions(Measurement wanted, Bytes measure, SecretBytes tik, List<Report> reports) {
        versions().filter(version -> !version.equals(wanted.version())).forEach(version -> {
            String text = version.equals(BEFORE_CONTEXT)
                    ? "a firmware before API 0.17, which measures neither its version nor its build"
                    : "firmware API version " + version + ", the host reports " + wanted.version();
            Measurement other =
                    new Measurement(version, wanted.build(), wanted.policy(), wanted.launchDigest(), wanted.nonce());
            add(reports, Input.API_VERSION, text, other, measure, tik);
        });
    }

    private static void nonces(Measurement wanted, MeasurementBlob blob, SecretBytes tik, List<Report> reports) {
        Bytes raw = blob.encode();
        int nonceSize = blob.nonce().length();
        add(
                reports,
                Input.NONCE,
                "a measurement with its nonce in front",
                withNonce(wanted, raw.slice(0, nonceSize)),
                raw.from(nonceSize),
                tik);
        add(
                reports,
                Input.NONCE,
                "a nonce with its bytes in reverse order",
                withNonce(wanted, blob.nonce().reversed()),
                blob.measure(),
                tik);
    }

    /** Whether this report is of a launch with SEV-ES where the other is not. */
    static boolean differInEncryptedState(GuestPolicy one, GuestPolicy other) {
        return ((one.word() ^ other.word()) & ES_FLAG) != 0;
    }

    private static Measurement withPolicy(Measurement of, GuestPolicy policy) {
        return new Measurement(of.version(), of.build(), policy, of.launchDigest(), of.nonce());
    }

    private static Measurement withNonce(Measurement of, Bytes nonce) {
        return new Measurement(of.version(), of.build(), of.policy(), of.launchDigest(), nonce);
    }

    private static void add(
            List<Report> reports, Input input, String text, Measurement wanted, Bytes measure, SecretBytes key) {
        reports.add(new Report(Optional.of(new LaunchDifference(input, text)), wanted, measure, key));
    }
}
