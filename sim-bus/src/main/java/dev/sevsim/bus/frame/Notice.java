package dev.sevsim.bus.frame;

/**
 * An event without an answer.
 *
 * @param kind event name, such as {@code RESUME}
 * @param text detail, may be empty
 */
@Payload
public record Notice(String kind, String text) implements Frame {
    @Override
    public FrameType type() {
        return FrameType.NOTICE;
    }
}
