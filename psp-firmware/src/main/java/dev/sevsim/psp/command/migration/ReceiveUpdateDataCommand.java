package dev.sevsim.psp.command.migration;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.launch.MigrationPacket;

/**
 * RECEIVE_UPDATE_DATA (0x51): decrypts a packet into guest memory. WORKING, RUPDATE, active.
 *
 * <p>Answers SUCCESS or, in the order of the checks:
 *
 * <ul>
 *   <li>INVALID_PLATFORM_STATE: the platform is not in WORKING
 *   <li>INVALID_GUEST: HANDLE names no guest
 *   <li>INVALID_GUEST_STATE: the guest is not in RUPDATE
 *   <li>INACTIVE: the guest has no ASID
 *   <li>INVALID_LENGTH: TRANS_LEN is 0, no multiple of 16 or above 0x5000, GUEST_LEN is another, or HDR_LEN is less
 *       than 0x34
 *   <li>INVALID_ADDRESS: GUEST_PADDR is no multiple of 16
 *   <li>INVALID_PARAM, INVALID_ADDRESS: the range at HDR_PADDR or TRANS_PADDR cannot be copied
 *   <li>UNSUPPORTED: the packet is compressed
 *   <li>BAD_MEASUREMENT: the packet's MAC is wrong
 *   <li>INVALID_PARAM, INVALID_ADDRESS: the range at GUEST_PADDR cannot be copied
 * </ul>
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.5, and section 5.7.
 */
public final class ReceiveUpdateDataCommand extends ReceiveUpdateCommand {
    public ReceiveUpdateDataCommand() {
        super(CommandId.RECEIVE_UPDATE_DATA, PacketContent.DATA, MigrationPacket.CONTEXT_DATA);
    }
}
