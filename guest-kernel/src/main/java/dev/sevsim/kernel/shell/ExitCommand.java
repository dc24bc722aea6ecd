package dev.sevsim.kernel.shell;

import java.util.List;

/** {@code exit}: ends the shell; init then powers the machine down. */
final class ExitCommand extends NamedCommand {
    ExitCommand() {
        super("exit", "leave the shell");
    }

    @Override
    public int run(ShellContext shell, List<String> arguments) {
        shell.session().leave();
        return arguments.isEmpty() ? 0 : Numbers.parse(arguments.get(0)) & 0xFF;
    }
}
