package dev.sevsim.machine.act;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SystemPhysical;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.bus.frame.MailboxCommand;
import java.util.List;

/**
 * Changes a field in the buffer of a firmware command: before the command what it reads, after it what it wrote.
 *
 * <p>The buffer is in memory that the host owns. POLICY is bound by a MAC of the session, addresses and HANDLE are not.
 */
@Belongs(to = EventKind.FIRMWARE_COMMAND)
@Describe(
        "Changes a field in the buffer of a firmware command: before the command what it reads, after it what it wrote.")
record ChangeField(
        @Describe("name of the field in AMD's specification")
        String field,

        @Describe("its new value") HostValue value) implements Act {

    @Override
    public void perform(HostileHost host, HeldEvent event) {
        event.requireOpen();
        MailboxCommand mailbox = event.request(MailboxCommand.class)
                .orElseThrow(() -> new ActFailure("change-field belongs to a firmware command"));
        CommandId command = EventReader.command(mailbox);
        Field changed = HostFirmware.field(command, field);
        Bytes raw = HostFirmware.content(
                changed, value.resolve(host, page -> host.frame(page).value()));
        SystemPhysical at = new SystemPhysical(mailbox.bufferAddress() + changed.offset());
        HostileHost.requireChange(field, host.ports().memory().read(at, raw.length()), raw);
        host.ports().memory().write(at, raw);
    }

    @Override
    public void requireFit(Point point) {
        var unused = HostFirmware.field(CommandId.valueOf(point.name()), field);
    }

    @Override
    public List<String> uses() {
        return value.guest().stream().toList();
    }
}
