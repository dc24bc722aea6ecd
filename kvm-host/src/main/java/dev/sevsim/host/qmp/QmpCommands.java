package dev.sevsim.host.qmp;

import dev.sevsim.host.vmm.ShutdownCause;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Every command by its name: those with parameters or errors of their own are classes, the others are defined here.
 *
 * <p>Source: docs/reference/kvm-host.md sections 5.7 and 5.8.
 */
final class QmpCommands {
    private final Map<String, QmpCommand> byName = new TreeMap<>();

    /** The commands; {@code address} is where the monitor listens. */
    QmpCommands(Supplier<String> address) {
        List.of(
                        new ContCommand(),
                        new QmpCapabilitiesCommand(),
                        new QomListCommand(),
                        new QueryQmpSchemaCommand(),
                        new QuerySevAttestationReportCommand(),
                        new SevInjectLaunchSecretCommand())
                .forEach(this::add);
        query("query-commands", call -> commands());
        query("query-chardev", call -> VmQueries.monitor(address.get()));
        query("query-kvm", call -> QmpQueries.kvm());
        query("query-sev", call -> QmpQueries.sev(call.machine().sevInfo()));
        query(
                "query-sev-capabilities",
                call -> QmpQueries.sevCapabilities(call.machine().sevCapabilities()));
        query("query-sev-launch-measure", QmpQueries::sevLaunchMeasure);
        query("query-status", call -> QmpQueries.status(call.machine().state()));
        query("query-version", call -> QmpQueries.version());
        // Pauses a running VM; no effect on another.
        act("stop", call -> call.machine().stop());
        // Presses the power button; a paused guest sees it when it runs again.
        act(
                "system_powerdown",
                call -> call.afterwards().add(() -> call.machine().powerdown()));
        // Resets the VM; one with encrypted state cannot be reset and ends.
        act(
                "system_reset",
                call -> call.afterwards().add(() -> call.machine().reset(ShutdownCause.HOST_QMP_SYSTEM_RESET)));
        // Ends the VMM; the answer precedes the event SHUTDOWN and the end of the connection.
        act("quit", call -> call.afterwards().add(() -> call.machine().shutDown(ShutdownCause.HOST_QMP_QUIT)));
        VmQueries.all().forEach(this::query);
    }

    Optional<QmpCommand> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Names of all, in their order. */
    Set<String> names() {
        return byName.keySet();
    }

    private JsonNode commands() {
        ArrayNode names = JsonNodeFactory.instance.arrayNode();
        names().forEach(name -> names.addObject().put("name", name));
        return names;
    }

    private void query(String name, Function<QmpCall, JsonNode> value) {
        add(new PlainCommand(name, value));
    }

    /** A command whose answer is empty. */
    private void act(String name, Consumer<QmpCall> action) {
        query(name, call -> {
            action.accept(call);
            return QmpJson.object();
        });
    }

    private void add(QmpCommand command) {
        if (byName.put(command.name(), command) != null) {
            throw new IllegalStateException("two commands " + command.name());
        }
    }
}
