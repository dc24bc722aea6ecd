package dev.sevsim.bus.frame;

/**
 * Secure Processor to host: CmdResp when the command has finished.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 1.2.
 *
 * @param responseRegister bit 31 set, status in bits 15:0
 */
@Payload
public record MailboxResponse(int responseRegister) implements Frame {
    @Override
    public FrameType type() {
        return FrameType.MAILBOX_RESPONSE;
    }
}
