package dev.sevsim.machine.act;

import dev.sevsim.bus.Party;
import dev.sevsim.bus.trace.TraceEvent;
import dev.sevsim.host.qmp.LocalClient;
import java.util.Optional;

/**
 * Gives a command to the monitor of the VMM, which any client of its socket can do.
 *
 * <p>Not at a firmware command, during which the driver holds its lock. The launch goes on as though nothing had been asked: commands that
 * start, stop or end the VM are the launch's own and are refused when they are planned. The answer is a record {@code qmp.command} of the
 * trace, with the class and the text of an error.
 *
 * <p>Source: docs/reference/kvm-host.md sections 5.7 and 5.8.
 *
 * @param command its name
 * @param arguments a JSON object; empty for none
 */
@Belongs(except = EventKind.FIRMWARE_COMMAND)
@Describe("Gives a command to the monitor of the VMM: one that starts, stops or ends no VM.")
record SendQmp(
        @Describe("its name, such as query-sev") String command,
        @Describe("a JSON object without blanks") Optional<String> arguments)
        implements Act {
    /** Kind of the record of a command and its answer. */
    private static final String KIND = "qmp.command";

    /** Checks the command. */
    SendQmp {
        try {
            LocalClient.require(command, arguments);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("act send-qmp: " + e.getMessage(), e);
        }
    }

    @Override
    public void perform(HostileHost host, HeldEvent event) {
        LocalClient.Answer answer = host.guest().monitor().get().execute(command, arguments);
        String outcome = answer.errorClass().orElse("success");
        host.journal().add(command + " with " + outcome);
        TraceEvent.Builder record = TraceEvent.builder(Party.HOST.label(), Party.VMM.label(), KIND)
                .with("command", command)
                .withOutcome(outcome);
        if (answer.errorClass().isPresent()) {
            record.with("desc", answer.text());
        }
        host.ports().trace().record(record.build());
    }
}
