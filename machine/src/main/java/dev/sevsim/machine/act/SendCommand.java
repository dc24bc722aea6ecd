package dev.sevsim.machine.act;

import dev.sevsim.abi.firmware.CommandId;
import java.util.List;
import java.util.Map;
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
        Optional<FieldList> fields,

        @Describe("bits of its buffer that are inverted, as OFFSET:MASK,OFFSET:MASK")
        Optional<BitList> bits,

        @Describe("how often it is sent, from 1; once without it")
        Optional<Long> times)
        implements Act {

    /** More than any resource of the firmware that commands can exhaust. */
    private static final long MOST = 1 << 16;

    /** Checks the names of the fields and the number. */
    SendCommand {
        if (times.orElse(1L) < 1 || times.orElse(1L) > MOST) {
            throw new IllegalArgumentException("act send-command times is " + times.get() + ", expected 1 to " + MOST);
        }
        fields.orElse(FieldList.NONE).values().keySet().forEach(name -> {
            var unused = HostFirmware.field(command, name);
        });
    }

    @Override
    public void perform(HostileHost host, HeldEvent event) {
        Map<String, Long> values = fields.orElse(FieldList.NONE)
                .resolve(host, page -> host.frame(page).value());
        for (long sent = 1; sent < times.orElse(1L); sent++) {
            var unused = host.command(command, values, bits.orElse(BitList.NONE));
            host.journal().clear();
        }
        var unused = host.command(command, values, bits.orElse(BitList.NONE));
    }

    @Override
    public List<String> uses() {
        return fields.orElse(FieldList.NONE).guests();
    }
}
