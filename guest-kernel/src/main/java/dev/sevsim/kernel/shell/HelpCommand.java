package dev.sevsim.kernel.shell;

import java.util.List;

/** {@code help}: what commands there are. */
final class HelpCommand extends ShellCommand {
    HelpCommand() {
        super("help", "this list");
    }

    @Override
    int run(ShellContext shell, List<String> arguments) {
        for (ShellCommand command : shell.session().commands()) {
            shell.out()
                    .printLine(
                            "%-9s %s".formatted(command.name(), command.usage().summary()));
        }
        return 0;
    }
}
