package dev.sevsim.psp.command.migration;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.SendUpdate;
import dev.sevsim.abi.launch.MigrationPacket;
import dev.sevsim.abi.layout.StructLayout;
import dev.sevsim.psp.command.CommandResult;
import dev.sevsim.psp.command.FirmwareCommand;
import dev.sevsim.psp.command.WriteBack;
import dev.sevsim.psp.platform.Platform;
import java.util.Optional;

/**
 * SEND_UPDATE_DATA (0x41): encrypts guest memory for the channel. WORKING, SUPDATE, active.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.4, and section 5.7.
 */
final class SendUpdateDataCommand implements FirmwareCommand {
    private final PacketSender packets = new PacketSender(PacketContent.DATA, MigrationPacket.CONTEXT_DATA);

    @Override
    public CommandId id() {
        return CommandId.SEND_UPDATE_DATA;
    }

    @Override
    public Optional<StructLayout> layout() {
        return Optional.of(SendUpdate.LAYOUT);
    }

    @Override
    public WriteBack writeBack() {
        return WriteBack.ON_SUCCESS_OR_SHORT_BUFFER;
    }

    @Override
    public CommandResult execute(Bytes buffer, Platform platform) {
        return packets.send(SendUpdate.decode(buffer), platform);
    }
}
