package dev.sevsim.kernel.shell;

import java.util.List;

/** {@code pwd}: the working directory. */
final class PwdCommand extends NamedCommand {
    PwdCommand() {
        super("pwd", "print the working directory");
    }

    @Override
    public int run(ShellContext shell, List<String> arguments) {
        shell.out().printLine(shell.calls().workingDirectory());
        return 0;
    }
}
