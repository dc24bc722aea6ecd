package dev.sevsim.bus.frame;

/**
 * Host to Secure Processor: the three registers of the mailbox as the driver writes them.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 1.
 *
 * @param commandRegister CmdResp: command id in bits 26:16, bit 0 asks for an interrupt
 * @param bufferAddress CmdBufAddr_Hi and _Lo: system physical address of the command buffer, 0 for none
 */
@Payload
public record MailboxCommand(int commandRegister, long bufferAddress) implements Frame {
    @Override
    public FrameType type() {
        return FrameType.MAILBOX_COMMAND;
    }
}
