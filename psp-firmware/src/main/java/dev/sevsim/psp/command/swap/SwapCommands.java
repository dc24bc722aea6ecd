package dev.sevsim.psp.command.swap;

import dev.sevsim.psp.command.FirmwareCommand;
import java.util.List;

/** The commands of this chapter: a further one is one more line here and one more class. */
public final class SwapCommands {
    private SwapCommands() {}

    /** Fresh command objects. */
    public static List<FirmwareCommand> all() {
        return List.of(new SwapInCommand(), new SwapOutCommand());
    }
}
