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
 * RECEIVE_UPDATE_VMSA (0x52): decrypts a save area and gives it an integrity record. WORKING, RUPDATE, ES, active.
 *
 * <p>The MAC's context byte is that of data, as observed; the one that is set aside for save areas can be given instead.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.5, and section 5.7.
 */
final class ReceiveUpdateVmsaCommand implements FirmwareCommand {
    private final PacketReceiver packets;

    ReceiveUpdateVmsaCommand() {
        this(MigrationPacket.CONTEXT_DATA);
    }

    /** With another first byte under the MAC. */
    ReceiveUpdateVmsaCommand(int macContext) {
        packets = new PacketReceiver(PacketContent.VMSA, macContext);
    }

    @Override
    public CommandId id() {
        return CommandId.RECEIVE_UPDATE_VMSA;
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
