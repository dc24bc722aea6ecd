package dev.sevsim.cli;

import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.abi.launch.MeasurementBlob;
import dev.sevsim.io.file.InputException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a host reports of a measured launch. */
final class ReportedOptions {
    private static final int BYTE = 0xFF;

    @Option(
            names = "--measurement",
            paramLabel = "BASE64|FILE",
            description = "The measurement that the host reports, 48 bytes")
    private @Nullable String measurement;

    @Option(names = "--api-major", paramLabel = "N", description = "Firmware API version that the host reports, major")
    private @Nullable String apiMajor;

    @Option(names = "--api-minor", paramLabel = "N", description = "Firmware API version that the host reports, minor")
    private @Nullable String apiMinor;

    @Option(names = "--build-id", paramLabel = "N", description = "Firmware build that the host reports")
    private @Nullable String buildId;

    /** Made by picocli. */
    ReportedOptions() {}

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
        return Arguments.measurement(measurement);
    }

    ApiVersion version() {
        if (apiMajor == null || apiMinor == null) {
            throw new InputException("the firmware's version is missing, give it as --api-major and --api-minor");
        }
        return new ApiVersion((int) Arguments.number("--api-major", apiMajor, BYTE), (int)
                Arguments.number("--api-minor", apiMinor, BYTE));
    }

    int build() {
        if (buildId == null) {
            throw new InputException("the firmware's build is missing, give it as --build-id");
        }
        return (int) Arguments.number("--build-id", buildId, BYTE);
    }
}
