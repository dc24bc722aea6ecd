package dev.sevsim.cli;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.abi.launch.MeasurementBlob;
import dev.sevsim.bus.frame.LaunchMeasurement;
import dev.sevsim.io.file.InputException;
import dev.sevsim.io.file.OutputFile;
import dev.sevsim.owner.ExpectedLaunch;
import dev.sevsim.owner.MeasurementCheck;
import dev.sevsim.owner.MeasurementCheck.Terms;
import dev.sevsim.owner.MeasurementVerdict;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code owner measure}: the expected digest, and whether a measurement matches it. */
@Command(
        name = "measure",
        description =
                "Computes the launch digest of your own files; with --tik and --measurement, checks a measurement. For SEV-ES"
                        + " the VM type is not legacy, other than launch's default: --vmm-type qemu-legacy matches that.")
@JsonVerb.Report("owner-measure")
final class OwnerMeasureCommand extends JsonVerb {
    private static final int MEASURE_SIZE = 32;

    @Mixin
    private MeasurementOptions launch = new MeasurementOptions();

    @Option(
            names = "--nonce",
            paramLabel = "BASE64|HEX|FILE",
            description = "Compute the measurement for this nonce, 16 bytes, instead of checking --measurement.")
    private @Nullable String nonce;

    @Option(names = "--outfile", description = "Write the computed measurement, 48 raw bytes; - is standard output.")
    @OutputCheck.Written
    private @Nullable Path outfile;

    @Override
    public Integer call() {
        GuestPolicy policy = launch.files.policy();
        ExpectedLaunch expected = launch.files.expected();
        Bytes digest = expected.launchDigest(policy);
        if (!launch.keys.hasIntegrityKey() && !launch.reported.hasMeasurement() && nonce == null) {
            if (outfile != null) {
                throw new InputException(
                        "--outfile takes a computed measurement, which needs --tik (or --tk), and --nonce"
                                + " or --measurement");
            }
            print(expected, digest, Optional.empty(), Optional.empty());
            return Main.OK;
        }
        if (nonce != null && !launch.reported.hasMeasurement()) {
            return compute(
                    expected, digest, new MeasurementBlob(Bytes.zeros(MEASURE_SIZE), BinaryArguments.nonce(nonce)));
        }
        if (!launch.keys.hasIntegrityKey() || !launch.reported.isComplete()) {
            throw new InputException(
                    "checking a measurement needs all of --tik (or --tk), --measurement, --api-major, --api-minor"
                            + " and --build-id");
        }
        return check(expected, digest, policy);
    }

    private Integer compute(ExpectedLaunch expected, Bytes digest, MeasurementBlob blob) {
        print(expected, digest, Optional.of(computed(digest, blob)), Optional.empty());
        return Main.OK;
    }

    private Integer check(ExpectedLaunch expected, Bytes digest, GuestPolicy policy) {
        MeasurementBlob blob = launch.reported.measurement();
        ApiVersion version = launch.reported.version();
        MeasurementVerdict verdict = MeasurementCheck.of(
                        expected, new Terms(policy, launch.keys.integrityKey(), new ApiVersion(0, 0)))
                .check(new LaunchMeasurement(
                        blob.encode(), version.major(), version.minor(), launch.reported.build(), policy.word()));
        print(expected, digest, Optional.of(computed(digest, blob)), Optional.of(verdict));
        if (!verdict.isAccepted()) {
            console.error(verdict.describe());
            return Main.REFUSED;
        }
        return Main.OK;
    }

    private Bytes computed(Bytes digest, MeasurementBlob blob) {
        Bytes measurement =
                launch.of(digest, blob.nonce()).blob(launch.keys.integrityKey()).encode();
        if (outfile != null) {
            OutputFile.write("measurement", outfile, measurement);
        }
        return measurement;
    }

    private void print(
            ExpectedLaunch expected, Bytes digest, Optional<Bytes> computed, Optional<MeasurementVerdict> verdict) {
        Console report = console.beside(outfile);
        if (json()) {
            report.json(JsonText.object(g -> {
                g.writeStringProperty("launchDigest", digest.toHex());
                computed.ifPresent(blob -> g.writeStringProperty("measurement", blob.toBase64()));
                verdict.ifPresent(v -> g.writeBooleanProperty("accepted", v.isAccepted()));
                Regions.write(g, expected.regions(launch.files.policy()));
            }));
            return;
        }
        Regions.show(report, expected.regions(launch.files.policy()));
        report.line("launch digest  " + digest.toHex());
        computed.ifPresent(blob -> report.line("measurement    " + blob.toBase64() + "  (computed here)"));
        verdict.filter(MeasurementVerdict::isAccepted).ifPresent(v -> report.line(v.describe()));
    }
}
