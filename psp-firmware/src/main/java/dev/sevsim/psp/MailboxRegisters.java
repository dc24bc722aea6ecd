package dev.sevsim.psp;

import java.util.Locale;

/**
 * Offsets of the mailbox registers inside the Secure Processor's MMIO BAR.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 1.1.
 *
 * @param cmdResp CmdResp, C2P 32: writing starts a command
 * @param cmdBufAddrLo CmdBufAddr_Lo, C2P 56: bits 31:0 of the command buffer's address
 * @param cmdBufAddrHi CmdBufAddr_Hi, C2P 57: bits 63:32
 * @param feature C2P 63: bit 0 is set when SEV is supported
 * @param interruptEnable P2C: all ones enable
 * @param interruptStatus P2C: bit 1 is set when a SEV command is complete
 */
public record MailboxRegisters(
        int cmdResp, int cmdBufAddrLo, int cmdBufAddrHi, int feature, int interruptEnable, int interruptStatus) {
    /** The first generation. */
    public static final MailboxRegisters V1 =
            new MailboxRegisters(0x10580, 0x105E0, 0x105E4, 0x105FC, 0x10610, 0x10614);

    /** The second generation and later ones. */
    public static final MailboxRegisters V2 =
            new MailboxRegisters(0x10980, 0x109E0, 0x109E4, 0x109FC, 0x10690, 0x10694);

    /** Offset and name of each register of the command path, for the trace. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "CmdBufAddr_Lo 0x%x, CmdBufAddr_Hi 0x%x, CmdResp 0x%x",
                cmdBufAddrLo,
                cmdBufAddrHi,
                cmdResp);
    }
}
