package dev.sevsim.host.qmp;

import dev.sevsim.host.vmm.VirtualMachine;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A client of a VM's monitor in the process of the VMM, without a socket; capabilities are negotiated. Used from the thread of the VM.
 *
 * <p>Source: docs/reference/kvm-host.md section 5.8.
 */
public final class LocalClient {
    /** Commands that start, stop or end the VM, which the loop of a {@link QmpMonitor} carries out and no call of this client. */
    private static final List<String> OF_THE_LOOP = List.of("cont", "stop", "quit", "system_reset");

    private static final String ADDRESS = "local";

    private final VirtualMachine vm;
    private final QmpJson json = new QmpJson(QmpLimits.DEFAULT);
    private final Deque<ObjectNode> replies = new ArrayDeque<>();
    private final QmpSession session;

    /**
     * An answer of the monitor.
     *
     * @param errorClass class of an error; empty for a command that succeeded
     * @param text {@code desc} of an error, or the returned value as JSON
     */
    public record Answer(Optional<String> errorClass, String text) {}

    /** A client of the monitor of a VM. */
    public LocalClient(VirtualMachine vm) {
        this.vm = vm;
        session = new QmpSession(new QmpCommands(() -> ADDRESS), replies::add, () -> QmpMonitor.CommandObserver.NONE);
        session.negotiated(false);
    }

    /** Classes of the errors that a monitor answers with. */
    public static List<String> errorClasses() {
        return Arrays.stream(QmpErrorClass.values()).map(QmpErrorClass::text).toList();
    }

    /**
     * Checks a command before a run.
     *
     * @param arguments a JSON object; empty for none
     * @throws IllegalArgumentException for arguments that are no JSON object, and for a command that starts, stops or ends the VM
     */
    public static void require(String command, Optional<String> arguments) {
        if (OF_THE_LOOP.contains(command)) {
            throw new IllegalArgumentException("the monitor's " + command
                    + " starts, stops or ends the VM, which its launch does itself; expected another command");
        }
        try {
            var unused = request(new QmpJson(QmpLimits.DEFAULT), command, arguments);
        } catch (QmpException e) {
            throw new IllegalArgumentException(
                    "arguments " + arguments.orElse("") + " are no JSON object: " + e.getMessage(), e);
        }
    }

    /** Gives a command and returns its answer. */
    public Answer execute(String command, Optional<String> arguments) {
        session.handle(request(json, command, arguments), vm);
        ObjectNode reply = replies.remove();
        JsonNode error = reply.path("error");
        return error.isMissingNode()
                ? new Answer(Optional.empty(), reply.path("return").toString())
                : new Answer(
                        Optional.of(error.path("class").asString()),
                        error.path("desc").asString());
    }

    private static ObjectNode request(QmpJson json, String command, Optional<String> arguments) {
        ObjectNode request = QmpJson.object().put("execute", command);
        if (arguments.isPresent()) {
            JsonNode given = json.read(arguments.get().getBytes(StandardCharsets.UTF_8));
            if (!given.isObject()) {
                throw QmpException.generic("QMP input member 'arguments' must be an object");
            }
            request.set("arguments", given);
        }
        return request;
    }
}
