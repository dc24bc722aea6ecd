package dev.sevsim.psp.command.migration;

import dev.sevsim.psp.command.FirmwareCommand;
import java.util.List;

/** The commands of this chapter: a further one is one more line here and one more class. */
public final class MigrationCommands {
    private MigrationCommands() {}

    /** Fresh command objects. */
    public static List<FirmwareCommand> all() {
        return List.of(
                new SendStartCommand(),
                new SendUpdateDataCommand(),
                new SendUpdateVmsaCommand(),
                new SendFinishCommand(),
                new SendCancelCommand(),
                new ReceiveStartCommand(),
                new ReceiveUpdateDataCommand(),
                new ReceiveUpdateVmsaCommand(),
                new ReceiveFinishCommand());
    }
}
