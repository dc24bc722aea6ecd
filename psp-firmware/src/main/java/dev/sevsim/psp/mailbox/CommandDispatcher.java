package dev.sevsim.psp.mailbox;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.psp.command.FirmwareCommand;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Finds the command of an id. */
public final class CommandDispatcher {
    private final Map<CommandId, FirmwareCommand> commands;

    /** A duplicate id, or a layout that is not as long as the command buffer, is our bug. */
    public CommandDispatcher(List<FirmwareCommand> all) {
        commands = all.stream().collect(Collectors.toUnmodifiableMap(FirmwareCommand::id, Function.identity()));
        for (FirmwareCommand command : all) {
            int size = command.layout().map(layout -> layout.size()).orElse(0);
            if (size != command.id().bufferSize()) {
                throw new IllegalStateException(command.id() + ": layout of " + size + " bytes, buffer of "
                        + command.id().bufferSize());
            }
        }
    }

    /** The command; empty for an id that this firmware does not have. */
    public Optional<FirmwareCommand> find(CommandId id) {
        return Optional.ofNullable(commands.get(id));
    }
}
