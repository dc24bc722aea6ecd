package dev.sevsim.simulator.cli;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.abi.launch.Measurement;
import dev.sevsim.abi.launch.MeasurementBlob;
import dev.sevsim.bus.frame.LaunchMeasurement;
import dev.sevsim.owner.ExpectedLaunch;
import dev.sevsim.owner.MeasurementCheck;
import dev.sevsim.owner.MeasurementVerdict;
import dev.sevsim.owner.OwnerFiles;
import dev.sevsim.simulator.InputException;
import dev.sevsim.simulator.InputFile;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code owner measure}: the expected digest, and whether a measurement proves it. */
@Command(
        name = "measure",
        description =
                "Computes the launch digest of your own files; with --tik and --measurement, checks a measurement.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class OwnerMeasureCommand extends Verb {
    private static final int MAX_FIRMWARE = 16 << 20;
    private static final int MAX_BOOT_FILE = 256 << 20;
    private static final int BYTE = 0xFF;

    @Option(names = "--firmware", required = true, paramLabel = "FILE", description = "OVMF image")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private Path firmware;

    @Option(names = "--kernel", paramLabel = "FILE", description = "Kernel")
    private @Nullable Path kernel;

    @Option(names = "--initrd", paramLabel = "FILE", description = "Initrd")
    private @Nullable Path initrd;

    @Option(names = "--append", paramLabel = "TEXT", description = "Kernel command line")
    private @Nullable String append;

    @Option(names = "--policy", paramLabel = "HEX", description = "Guest policy (default: 0x1)")
    private String policy = "0x1";

    @Option(names = "--api-major", paramLabel = "N", description = "Firmware API version that the host reports, major")
    private @Nullable String apiMajor;

    @Option(names = "--api-minor", paramLabel = "N", description = "Firmware API version that the host reports, minor")
    private @Nullable String apiMinor;

    @Option(names = "--build-id", paramLabel = "N", description = "Firmware build that the host reports")
    private @Nullable String buildId;

    @Option(names = "--tik", paramLabel = "FILE", description = "Transport integrity key of the session")
    private @Nullable Path tik;

    @Option(
            names = "--measurement",
            paramLabel = "BASE64|FILE",
            description = "The measurement that the host reports, 48 bytes")
    private @Nullable String measurement;

    @Option(names = "--json", description = "Print one JSON object instead")
    private boolean json;

    /** Made by picocli. */
    OwnerMeasureCommand() {}

    @Override
    public Integer call() {
        GuestPolicy word = Arguments.policy(policy);
        if (kernel == null && (initrd != null || append != null)) {
            throw new InputException((initrd != null ? "--initrd" : "--append") + " needs --kernel");
        }
        ExpectedLaunch expected = ExpectedLaunch.of(
                InputFile.read("firmware image", firmware, MAX_FIRMWARE),
                Optional.ofNullable(kernel).map(f -> InputFile.read("kernel", f, MAX_BOOT_FILE)),
                Optional.ofNullable(initrd).map(f -> InputFile.read("initrd", f, MAX_BOOT_FILE)),
                Optional.ofNullable(append));
        Bytes digest = expected.launchDigest(word);
        if (tik == null && measurement == null) {
            print(digest, Optional.empty(), Optional.empty());
            return Main.OK;
        }
        if (tik == null || measurement == null || apiMajor == null || apiMinor == null || buildId == null) {
            throw new InputException(
                    "checking a measurement needs all of --tik, --measurement, --api-major, --api-minor"
                            + " and --build-id");
        }
        MeasurementBlob blob = Arguments.measurement(measurement);
        int major = (int) Arguments.number("--api-major", apiMajor, BYTE);
        int minor = (int) Arguments.number("--api-minor", apiMinor, BYTE);
        int build = (int) Arguments.number("--build-id", buildId, BYTE);
        var key = OwnerFiles.readKey(tik);
        MeasurementVerdict verdict = new MeasurementCheck(expected, word, key, new ApiVersion(0, 0))
                .check(new LaunchMeasurement(blob.encode(), major, minor, build, word.word()));
        Bytes computed = new Measurement(new ApiVersion(major, minor), build, word, digest, blob.nonce())
                .blob(key)
                .encode();
        print(digest, Optional.of(computed), Optional.of(verdict));
        if (!verdict.isAccepted()) {
            console.error(verdict.describe());
            return Main.REFUSED;
        }
        return Main.OK;
    }

    private void print(Bytes digest, Optional<Bytes> computed, Optional<MeasurementVerdict> verdict) {
        if (json) {
            console.line(JsonText.object(g -> {
                g.writeStringProperty("launchDigest", digest.toHex());
                computed.ifPresent(blob -> g.writeStringProperty("measurement", blob.toBase64()));
                verdict.ifPresent(v -> g.writeBooleanProperty("accepted", v.isAccepted()));
            }));
            return;
        }
        console.line("launch digest  " + digest.toHex());
        computed.ifPresent(blob -> console.line("measurement    " + blob.toBase64() + "  (computed here)"));
        verdict.filter(MeasurementVerdict::isAccepted).ifPresent(v -> console.line(v.describe()));
    }
}
