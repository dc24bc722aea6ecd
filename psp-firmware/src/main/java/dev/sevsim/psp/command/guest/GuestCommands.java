package dev.sevsim.psp.command.guest;

import dev.sevsim.psp.command.FirmwareCommand;
import java.util.List;

/** The commands of this chapter: a further one is one more line here and one more class. */
public final class GuestCommands {
    private GuestCommands() {}

    /** Fresh command objects. */
    public static List<FirmwareCommand> all() {
        return List.of(
                new DecommissionCommand(),
                new ActivateCommand(),
                new ActivateExCommand(),
                new DeactivateCommand(),
                new GuestStatusCommand(),
                new CopyCommand());
    }
}
