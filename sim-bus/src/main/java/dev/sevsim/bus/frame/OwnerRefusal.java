package dev.sevsim.bus.frame;

/**
 * Owner to host: the launch is refused.
 *
 * @param reason the check that failed
 */
@Payload
public record OwnerRefusal(String reason) implements Frame {
    /** Beginning of the reason where no owner could be reached. */
    private static final String SILENCE = "no answer from ";

    /** Whether the reason is that no owner answers at an address: the launch was not refused by one. */
    public boolean isSilence() {
        return reason.startsWith(SILENCE);
    }

    @Override
    public FrameType type() {
        return FrameType.OWNER_REFUSAL;
    }
}
