package dev.sevsim.host.qmp;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Every command by its name. */
final class QmpCommands {
    private final Map<String, QmpCommand> byName = new TreeMap<>();

    /** The commands; {@code address} is where the monitor listens. */
    QmpCommands(Supplier<String> address) {
        List.of(
                        new ContCommand(),
                        new QmpCapabilitiesCommand(),
                        new QomListCommand(),
                        new QueryChardevCommand(address),
                        new QueryCommandsCommand(this),
                        new QueryKvmCommand(),
                        new QueryQmpSchemaCommand(),
                        new QuerySevAttestationReportCommand(),
                        new QuerySevCapabilitiesCommand(),
                        new QuerySevCommand(),
                        new QuerySevLaunchMeasureCommand(),
                        new QueryStatusCommand(),
                        new QueryVersionCommand(),
                        new QuitCommand(),
                        new SevInjectLaunchSecretCommand(),
                        new StopCommand(),
                        new SystemPowerdownCommand(),
                        new SystemResetCommand())
                .forEach(this::add);
        VmQueries.all().forEach(this::add);
    }

    Optional<QmpCommand> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    List<String> names() {
        return List.copyOf(byName.keySet());
    }

    private void add(QmpCommand command) {
        if (byName.put(command.name(), command) != null) {
            throw new IllegalStateException("two commands " + command.name());
        }
    }
}
