package dev.sevsim.psp.command.migration;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.launch.MigrationPacket;

/**
 * SEND_UPDATE_DATA (0x41): encrypts guest memory for the channel. WORKING, SUPDATE, active.
 *
 * <p>Answers SUCCESS or, in the order of the checks:
 *
 * <ul>
 *   <li>INVALID_PLATFORM_STATE: the platform is not in WORKING
 *   <li>INVALID_LENGTH: HDR_LEN is less than 0x34
 *   <li>INVALID_GUEST: HANDLE names no guest
 *   <li>INVALID_GUEST_STATE: the guest is not in SUPDATE
 *   <li>INACTIVE: the guest has no ASID
 *   <li>INVALID_LENGTH: GUEST_LEN is 0, no multiple of 16 or above 0x5000, or TRANS_LEN is less
 *   <li>INVALID_ADDRESS: GUEST_PADDR is no multiple of 16
 *   <li>INVALID_PARAM, INVALID_ADDRESS: the range at GUEST_PADDR or HDR_PADDR or TRANS_PADDR cannot be copied
 * </ul>
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.4, and section 5.7.
 */
public final class SendUpdateDataCommand extends SendUpdateCommand {
    public SendUpdateDataCommand() {
        super(CommandId.SEND_UPDATE_DATA, PacketContent.DATA, MigrationPacket.CONTEXT_DATA);
    }
}
