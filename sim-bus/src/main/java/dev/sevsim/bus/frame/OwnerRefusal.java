package dev.sevsim.bus.frame;

/**
 * Owner to host: no.
 *
 * @param reason what the owner found wrong
 */
@Payload
public record OwnerRefusal(String reason) implements Frame {
    @Override
    public FrameType type() {
        return FrameType.OWNER_REFUSAL;
    }
}
