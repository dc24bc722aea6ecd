package dev.sevsim.psp.command.launch;

import dev.sevsim.psp.command.FirmwareCommand;
import java.util.List;

/** The commands of this chapter: a further one is one more line here and one more class. */
public final class LaunchCommands {
    private LaunchCommands() {}

    /** Fresh command objects. */
    public static List<FirmwareCommand> all() {
        return List.of(
                new LaunchStartCommand(),
                new LaunchUpdateDataCommand(),
                new LaunchUpdateVmsaCommand(),
                new LaunchMeasureCommand(),
                new LaunchSecretCommand(),
                new LaunchFinishCommand(),
                new AttestationCommand());
    }
}
