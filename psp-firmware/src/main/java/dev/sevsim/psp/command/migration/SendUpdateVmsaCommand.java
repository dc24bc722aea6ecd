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
 * SEND_UPDATE_VMSA (0x42): encrypts a save area for the channel. WORKING, SUPDATE, ES, active.
 *
 * <p>The MAC's context byte is that of data, as observed; the one that is set aside for save areas can be given instead.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.4, and section 5.7.
 */
final class SendUpdateVmsaCommand implements FirmwareCommand {
    private final PacketSender packets;

    SendUpdateVmsaCommand() {
        this(MigrationPacket.CONTEXT_DATA);
    }

    /** With another first byte under the MAC. */
    SendUpdateVmsaCommand(int macContext) {
        packets = new PacketSender(PacketContent.VMSA, macContext);
    }

    @Override
    public CommandId id() {
        return CommandId.SEND_UPDATE_VMSA;
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
