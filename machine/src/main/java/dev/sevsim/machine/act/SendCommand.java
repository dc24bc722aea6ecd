package dev.sevsim.machine.act;

import dev.sevsim.abi.firmware.CommandId;
import java.util.List;
import java.util.Optional;

/**
 * Sends a firmware command of the host's own. HANDLE is that of the attacked guest unless a field gives another.
 *
 * <p>The protocol exercises of docs/reference/sev-firmware-api.md section 8.
 */
@Describe(
        "Sends a firmware command of the host's own. HANDLE is that of the attacked guest unless a field gives another.")
record SendCommand(
        @Describe("command by its name") CommandId command,

        @Describe("fields of its buffer, as NAME:VALUE,NAME:VALUE")
        Optional<FieldList> fields)
        implements Act {

    /** Checks the names of the fields. */
    SendCommand {
        fields.orElse(FieldList.NONE).values().keySet().forEach(name -> {
            var unused = HostFirmware.field(command, name);
        });
    }

    @Override
    public void perform(HostileHost host, HeldEvent event) {
        var unused = host.command(
                command,
                fields.orElse(FieldList.NONE)
                        .resolve(host, page -> host.frame(page).value()));
    }

    @Override
    public List<String> uses() {
        return fields.orElse(FieldList.NONE).guests();
    }
}
