package dev.sevsim.kernel.shell;

import java.util.List;

/** {@code poweroff}: ends the session, after which init powers the machine down. */
final class PoweroffCommand extends NamedCommand {
    PoweroffCommand() {
        super("poweroff", "power the machine down");
    }

    @Override
    public int run(ShellContext shell, List<String> arguments) {
        shell.session().leave();
        return 0;
    }
}
