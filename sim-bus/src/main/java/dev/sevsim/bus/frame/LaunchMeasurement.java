package dev.sevsim.bus.frame;

import dev.sevsim.abi.Bytes;

/**
 * Host to owner: the measurement, and the version and policy under which, according to the host, it was made.
 *
 * @param measurement MEASURE and MNONCE, 48 bytes
 * @param apiMajor firmware API version, major
 * @param apiMinor firmware API version, minor
 * @param buildId firmware build
 * @param policy guest policy
 */
@Payload
public record LaunchMeasurement(Bytes measurement, int apiMajor, int apiMinor, int buildId, int policy)
        implements Frame {
    @Override
    public FrameType type() {
        return FrameType.LAUNCH_MEASUREMENT;
    }
}
