package dev.sevsim.bus.frame;

import dev.sevsim.abi.firmware.CommandId;

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
    private static final int ID_SHIFT = 16;
    private static final int ID_MASK = 0x7FF;
    private static final int INTERRUPT = 1;

    /** A command that is waited for without an interrupt. */
    public static MailboxCommand polled(CommandId command, long bufferAddress) {
        return new MailboxCommand(command.code() << ID_SHIFT, bufferAddress);
    }

    /** A command that asks for an interrupt when it has finished. */
    public static MailboxCommand withInterrupt(CommandId command, long bufferAddress) {
        return new MailboxCommand(command.code() << ID_SHIFT | INTERRUPT, bufferAddress);
    }

    /** The command id, 11 bits; it need not be one that is assigned. */
    public int id() {
        return commandRegister >>> ID_SHIFT & ID_MASK;
    }

    @Override
    public FrameType type() {
        return FrameType.MAILBOX_COMMAND;
    }
}
