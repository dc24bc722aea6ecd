package dev.sevsim.kernel.shell;

import java.util.List;

/** {@code pwd}: the working directory. */
final class PwdCommand extends ShellCommand {
    PwdCommand() {
        super("pwd", "print the working directory");
    }

    @Override
    int run(ShellContext shell, List<String> arguments) {
        shell.out().printLine(shell.calls().workingDirectory());
        return 0;
    }
}
