package dev.sevsim.psp.mailbox;

import dev.sevsim.psp.command.FirmwareCommand;
import dev.sevsim.psp.command.debug.DebugCommands;
import dev.sevsim.psp.command.guest.GuestCommands;
import dev.sevsim.psp.command.launch.LaunchCommands;
import dev.sevsim.psp.command.migration.MigrationCommands;
import dev.sevsim.psp.command.platform.PlatformCommands;
import dev.sevsim.psp.command.swap.SwapCommands;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Every command of this firmware. */
public final class CommandSet {
    private CommandSet() {}

    /** Fresh command objects, one for each id, by their codes. */
    public static List<FirmwareCommand> all() {
        return Stream.of(
                        PlatformCommands.all(),
                        GuestCommands.all(),
                        LaunchCommands.all(),
                        MigrationCommands.all(),
                        DebugCommands.all(),
                        SwapCommands.all())
                .flatMap(List::stream)
                .sorted(Comparator.comparingInt(command -> command.id().code()))
                .toList();
    }
}
