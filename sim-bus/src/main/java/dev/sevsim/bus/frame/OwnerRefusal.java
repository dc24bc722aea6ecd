package dev.sevsim.bus.frame;

/**
 * Owner to host: the launch is refused.
 *
 * @param reason the check that failed
 */
@Payload
public record OwnerRefusal(String reason) implements Frame {
    @Override
    public FrameType type() {
        return FrameType.OWNER_REFUSAL;
    }
}
