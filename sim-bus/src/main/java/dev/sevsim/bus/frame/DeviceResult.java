package dev.sevsim.bus.frame;

/**
 * Linux host to VMM: what the system call returned.
 *
 * @param value zero or more on success, a negative errno on failure
 */
@Payload
public record DeviceResult(long value) implements Frame {
    @Override
    public FrameType type() {
        return FrameType.DEVICE_RESULT;
    }
}
