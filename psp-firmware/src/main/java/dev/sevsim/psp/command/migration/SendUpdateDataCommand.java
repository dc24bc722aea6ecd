package dev.sevsim.psp.command.migration;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.SendUpdate;
import dev.sevsim.abi.launch.MigrationPacket;
import dev.sevsim.psp.command.BufferedCommand;
import dev.sevsim.psp.command.CommandResult;
import dev.sevsim.psp.command.WriteBack;
import dev.sevsim.psp.platform.Platform;

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
final class SendUpdateDataCommand extends BufferedCommand<SendUpdate> {
    private final PacketSender packets = new PacketSender(PacketContent.DATA, MigrationPacket.CONTEXT_DATA);

    SendUpdateDataCommand() {
        super(CommandId.SEND_UPDATE_DATA, SendUpdate.CODEC);
    }

    @Override
    public WriteBack writeBack() {
        return WriteBack.ON_SUCCESS_OR_SHORT_BUFFER;
    }

    @Override
    protected CommandResult execute(SendUpdate in, Platform platform) {
        return packets.send(in, platform);
    }
}
