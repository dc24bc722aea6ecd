package dev.sevsim.host.qmp;

import dev.sevsim.host.vmm.VirtualMachine;
import dev.sevsim.host.vmm.VmmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The session of one client, on the machine's thread.
 *
 * <p>Source: docs/reference/kvm-host.md section 5.8.
 */
final class QmpSession {
    private final QmpCommands commands;
    private final Consumer<ObjectNode> client;
    private final Supplier<QmpMonitor.CommandObserver> observer;
    private volatile Negotiation negotiation = Negotiation.OPEN;

    /** How far the negotiation of capabilities is. */
    private enum Negotiation {
        OPEN,
        DONE,
        /** The client may send {@code exec-oob}. */
        DONE_WITH_OUT_OF_BAND
    }

    /** A session that is not negotiated; {@code client} receives the answers. */
    QmpSession(QmpCommands commands, Consumer<ObjectNode> client, Supplier<QmpMonitor.CommandObserver> observer) {
        this.commands = commands;
        this.client = client;
        this.observer = observer;
    }

    /** Read also by the connection's thread, which closes an idle connection until then. */
    boolean isNegotiated() {
        return negotiation != Negotiation.OPEN;
    }

    /** Ends the negotiation: every command is available, and events are sent. */
    void negotiated(boolean outOfBand) {
        negotiation = outOfBand ? Negotiation.DONE_WITH_OUT_OF_BAND : Negotiation.DONE;
    }

    /** Answers input that is no JSON. */
    void refuse(QmpException problem) {
        client.accept(error(problem.errorClass(), problem.getMessage(), Optional.empty()));
    }

    /** Answers a message. */
    void handle(JsonNode message, VirtualMachine machine) {
        Optional<JsonNode> id = QmpRequest.id(message);
        try {
            QmpRequest request = QmpRequest.of(message, negotiation == Negotiation.DONE_WITH_OUT_OF_BAND);
            QmpCommand command = find(request.command());
            List<Runnable> afterwards = new ArrayList<>();
            ObjectNode reply = QmpJson.object();
            reply.set("return", observed(command, () -> execute(command, request, machine, afterwards)));
            id.ifPresent(value -> reply.set("id", value));
            client.accept(reply);
            afterwards.forEach(Runnable::run);
        } catch (QmpException e) {
            client.accept(error(e.errorClass(), e.getMessage(), id));
        } catch (VmmException e) {
            client.accept(error(QmpErrorClass.GENERIC_ERROR, e.getMessage(), id));
        }
    }

    private JsonNode execute(
            QmpCommand command, QmpRequest request, VirtualMachine machine, List<Runnable> afterwards) {
        if (request.outOfBand()) {
            throw QmpException.generic("The command " + request.command() + " does not support OOB");
        }
        QmpArguments arguments = QmpArguments.checked(command.parameters(), request.arguments());
        return command.execute(new QmpCall(this, machine, arguments, afterwards));
    }

    private JsonNode observed(QmpCommand command, Supplier<JsonNode> execution) {
        QmpMonitor.CommandObserver told = observer.get();
        told.begins(command.name());
        try {
            JsonNode result = execution.get();
            told.ends(command.name(), Optional.empty());
            return result;
        } catch (QmpException e) {
            told.ends(command.name(), Optional.of(e.errorClass().text()));
            throw e;
        } catch (VmmException e) {
            told.ends(command.name(), Optional.of(QmpErrorClass.GENERIC_ERROR.text()));
            throw e;
        }
    }

    private QmpCommand find(String name) {
        boolean negotiates = name.equals(QmpCapabilitiesCommand.NAME);
        if (!isNegotiated() && !negotiates) {
            throw notFound("Expecting capabilities negotiation with '" + QmpCapabilitiesCommand.NAME + "'");
        }
        if (isNegotiated() && negotiates) {
            throw notFound("Capabilities negotiation is already complete, command ignored");
        }
        return commands.find(name).orElseThrow(() -> notFound("The command " + name + " has not been found"));
    }

    private static QmpException notFound(String text) {
        return new QmpException(QmpErrorClass.COMMAND_NOT_FOUND, text);
    }

    private static ObjectNode error(QmpErrorClass errorClass, @Nullable String text, Optional<JsonNode> id) {
        ObjectNode reply = QmpJson.object();
        reply.putObject("error").put("class", errorClass.text()).put("desc", Objects.toString(text));
        id.ifPresent(value -> reply.set("id", value));
        return reply;
    }
}
