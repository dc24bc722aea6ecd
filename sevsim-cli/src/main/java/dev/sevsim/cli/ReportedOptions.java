package dev.sevsim.cli;

import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.abi.launch.MeasurementBlob;
import dev.sevsim.io.file.InputException;
import dev.sevsim.machine.option.Numbers;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Report of a host on a measured launch. */
@Topic.Of(Topic.REPORT)
final class ReportedOptions {
    private static final int BYTE = 0xFF;

    @Option(
            names = "--measurement",
            paramLabel = "BASE64|FILE",
            description = "Measurement that the host reports, 48 bytes.")
    private @Nullable String measurement;

    @Option(names = "--api-major", paramLabel = "N", description = "Major firmware API version that the host reports.")
    private @Nullable String apiMajor;

    @Option(names = "--api-minor", paramLabel = "N", description = "Minor firmware API version that the host reports.")
    private @Nullable String apiMinor;

    @Option(names = "--build-id", paramLabel = "N", description = "Firmware build that the host reports.")
    private @Nullable String buildId;

    boolean hasMeasurement() {
        return measurement != null;
    }

    boolean isComplete() {
        return measurement != null && hasVersion();
    }

    boolean hasVersion() {
        return apiMajor != null && apiMinor != null && buildId != null;
    }

    MeasurementBlob measurement() {
        if (measurement == null) {
            throw new InputException("the measurement is missing, give it as --measurement");
        }
        return BinaryArguments.measurement(measurement);
    }

    ApiVersion version() {
        if (apiMajor == null || apiMinor == null) {
            throw new InputException("the firmware's version is missing, give it as --api-major and --api-minor");
        }
        return new ApiVersion(
                Numbers.integer("--api-major", apiMajor, BYTE), Numbers.integer("--api-minor", apiMinor, BYTE));
    }

    int build() {
        if (buildId == null) {
            throw new InputException("the firmware's build is missing, give it as --build-id");
        }
        return Numbers.integer("--build-id", buildId, BYTE);
    }
}
