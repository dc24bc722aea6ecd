package dev.sevsim.psp.command.migration;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.ReceiveUpdate;
import dev.sevsim.abi.launch.MigrationPacket;
import dev.sevsim.abi.layout.StructLayout;
import dev.sevsim.psp.command.CommandResult;
import dev.sevsim.psp.command.FirmwareCommand;
import dev.sevsim.psp.command.WriteBack;
import dev.sevsim.psp.platform.Platform;
import java.util.Optional;

/**
 * RECEIVE_UPDATE_DATA (0x51): decrypts a packet into guest memory. WORKING, RUPDATE, active.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.5, and section 5.7.
 */
final class ReceiveUpdateDataCommand implements FirmwareCommand {
    private final PacketReceiver packets = new PacketReceiver(PacketContent.DATA, MigrationPacket.CONTEXT_DATA);

    @Override
    public CommandId id() {
        return CommandId.RECEIVE_UPDATE_DATA;
    }

    @Override
    public Optional<StructLayout> layout() {
        return Optional.of(ReceiveUpdate.LAYOUT);
    }

    @Override
    public WriteBack writeBack() {
        return WriteBack.NEVER;
    }

    @Override
    public CommandResult execute(Bytes buffer, Platform platform) {
        return packets.receive(ReceiveUpdate.decode(buffer), platform);
    }
}
