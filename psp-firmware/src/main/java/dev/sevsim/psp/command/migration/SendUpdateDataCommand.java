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
 * <p>Source: docs/reference/sev-firmware-api.md section 4.4, and section 5.7.
 */
final class SendUpdateDataCommand extends BufferedCommand<SendUpdate> {
    private final PacketSender packets = new PacketSender(PacketContent.DATA, MigrationPacket.CONTEXT_DATA);

    SendUpdateDataCommand() {
        super(CommandId.SEND_UPDATE_DATA, SendUpdate.LAYOUT, SendUpdate::decode);
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
