package dev.sevsim.machine.act;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SystemPhysical;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.LaunchUpdate;
import dev.sevsim.bus.frame.MailboxCommand;
import dev.sevsim.machine.act.Point.Side;
import java.util.List;

/**
 * Measures what a LAUNCH_UPDATE_DATA is about to measure for another guest as well, on a copy, since the firmware encrypts in place.
 *
 * <p>The launch digest covers contents and not addresses: docs/reference/sev-firmware-api.md sections 5.5 and 8.
 */
@Belongs(to = EventKind.FIRMWARE_COMMAND, sides = Side.BEFORE)
@Describe("Measures a copy of what a LAUNCH_UPDATE_DATA is about to measure for another guest as well.")
record MeasureToo(@Describe("handle of the other guest") HostValue handle) implements Act {

    @Override
    public void perform(HostileHost host, HeldEvent event) {
        Bytes buffer = event.request(MailboxCommand.class)
                .filter(command -> EventReader.command(command) == CommandId.LAUNCH_UPDATE_DATA)
                .map(host.firmware()::buffer)
                .filter(raw -> !raw.isEmpty())
                .orElseThrow(() -> new ActFailure("this is no LAUNCH_UPDATE_DATA"));
        LaunchUpdate update = LaunchUpdate.CODEC.decode(buffer);
        if (!host.ports().memory().contains(update.address(), update.length())) {
            throw new ActFailure("LAUNCH_UPDATE_DATA names no memory");
        }
        Bytes content = host.ports().memory().read(new SystemPhysical(update.address()), update.length());
        var unused = host.firmware()
                .command(
                        CommandId.LAUNCH_UPDATE_DATA,
                        new CommandFields()
                                .with("handle", handle.resolve(host))
                                .with("paddr", host.firmware().place(content).value())
                                .with("length", content.length()));
    }

    @Override
    public List<String> uses() {
        return handle.guest().stream().toList();
    }
}
