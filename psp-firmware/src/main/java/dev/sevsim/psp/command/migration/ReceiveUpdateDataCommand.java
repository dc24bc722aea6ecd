package dev.sevsim.psp.command.migration;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.ReceiveUpdate;
import dev.sevsim.abi.launch.MigrationPacket;
import dev.sevsim.psp.command.BufferedCommand;
import dev.sevsim.psp.command.CommandResult;
import dev.sevsim.psp.platform.Platform;

/**
 * RECEIVE_UPDATE_DATA (0x51): decrypts a packet into guest memory. WORKING, RUPDATE, active.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.5, and section 5.7.
 */
final class ReceiveUpdateDataCommand extends BufferedCommand<ReceiveUpdate> {
    private final PacketReceiver packets = new PacketReceiver(PacketContent.DATA, MigrationPacket.CONTEXT_DATA);

    ReceiveUpdateDataCommand() {
        super(CommandId.RECEIVE_UPDATE_DATA, ReceiveUpdate.LAYOUT, ReceiveUpdate::decode);
    }

    @Override
    protected CommandResult execute(ReceiveUpdate in, Platform platform) {
        return packets.receive(in, platform);
    }
}
