package dev.sevsim.bus.frame;

import dev.sevsim.abi.firmware.SevStatus;

/**
 * Secure Processor to host: CmdResp when the command has finished.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 1.2.
 *
 * @param responseRegister bit 31 set, status in bits 15:0
 */
@Payload
public record MailboxResponse(int responseRegister) implements Frame {
    private static final int FINISHED = 1 << 31;
    private static final int STATUS_MASK = 0xFFFF;

    /** The response of a command that has finished with a status. */
    public static MailboxResponse of(SevStatus status) {
        return new MailboxResponse(FINISHED | status.code());
    }

    /** Whether bit 31 is set. */
    public boolean isFinished() {
        return (responseRegister & FINISHED) != 0;
    }

    /** The status, 16 bits; it need not be one that is assigned. */
    public int status() {
        return responseRegister & STATUS_MASK;
    }

    @Override
    public FrameType type() {
        return FrameType.MAILBOX_RESPONSE;
    }
}
