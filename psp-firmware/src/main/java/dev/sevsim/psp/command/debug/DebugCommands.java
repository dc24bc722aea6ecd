package dev.sevsim.psp.command.debug;

import dev.sevsim.psp.command.FirmwareCommand;
import java.util.List;

/** The commands of this chapter: a further one is one more line here and one more class. */
public final class DebugCommands {
    private DebugCommands() {}

    /** Fresh command objects. */
    public static List<FirmwareCommand> all() {
        return List.of(new DbgDecryptCommand(), new DbgEncryptCommand());
    }
}
