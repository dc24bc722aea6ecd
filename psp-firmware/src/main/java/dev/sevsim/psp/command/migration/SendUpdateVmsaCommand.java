package dev.sevsim.psp.command.migration;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.launch.MigrationPacket;

/**
 * SEND_UPDATE_VMSA (0x42): encrypts a save area for the channel. WORKING, SUPDATE, ES, active.
 *
 * <p>The MAC's context byte is that of data, as observed; the one that is set aside for save areas can be given instead.
 *
 * <p>Answers SUCCESS or, in the order of the checks:
 *
 * <ul>
 *   <li>INVALID_PLATFORM_STATE: the platform is not in WORKING
 *   <li>INVALID_LENGTH: HDR_LEN is less than 0x34
 *   <li>INVALID_GUEST: HANDLE names no guest
 *   <li>INVALID_GUEST_STATE: the guest is not in SUPDATE
 *   <li>UNSUPPORTED: the policy has no ES
 *   <li>INACTIVE: the guest has no ASID
 *   <li>INVALID_LENGTH: GUEST_LEN is not 0x1000, or TRANS_LEN is less
 *   <li>INVALID_ADDRESS: GUEST_PADDR is no multiple of 16
 *   <li>INVALID_PARAM, INVALID_ADDRESS: the range at GUEST_PADDR cannot be copied
 *   <li>INVALID_PARAM: the page has no matching integrity record
 *   <li>INVALID_PARAM, INVALID_ADDRESS: the range at HDR_PADDR or TRANS_PADDR cannot be copied
 * </ul>
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.4, and section 5.7.
 */
public final class SendUpdateVmsaCommand extends SendUpdateCommand {
    public SendUpdateVmsaCommand() {
        this(MigrationPacket.CONTEXT_DATA);
    }

    /** With another first byte under the MAC. */
    SendUpdateVmsaCommand(int macContext) {
        super(CommandId.SEND_UPDATE_VMSA, PacketContent.VMSA, macContext);
    }
}
