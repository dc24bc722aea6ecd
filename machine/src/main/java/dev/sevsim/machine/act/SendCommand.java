package dev.sevsim.machine.act;

import dev.sevsim.abi.firmware.CommandId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Sends a firmware command of the host's own. HANDLE is that of the guest unless a field gives another.
 *
 * <p>The protocol exercises of docs/reference/sev-firmware-api.md section 8.
 */
@Describe("Sends a firmware command of the host's own. HANDLE is that of the guest unless a field gives another.")
record SendCommand(
        @Describe("command by its name") CommandId command,

        @Describe("fields of its buffer, as NAME:NUMBER,NAME:NUMBER")
        Optional<String> fields)
        implements Act {

    /** Checks the fields. */
    SendCommand {
        var unused = values(fields);
    }

    @Override
    public void perform(HostileHost host, HeldEvent event) {
        var unused = host.command(command, values(fields));
    }

    private static Map<String, Long> values(Optional<String> fields) {
        Map<String, Long> values = new LinkedHashMap<>();
        if (fields.isPresent()) {
            for (String field : fields.get().split(",", -1)) {
                String[] parts = field.split(":", 2);
                Optional<Long> value = parts.length == 2 ? Texts.number(parts[1]) : Optional.empty();
                values.put(
                        parts[0],
                        value.orElseThrow(() -> new IllegalArgumentException(
                                "act send-command field '" + field + "', expected NAME:NUMBER")));
            }
        }
        return values;
    }
}
