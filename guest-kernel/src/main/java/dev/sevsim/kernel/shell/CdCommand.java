package dev.sevsim.kernel.shell;

import java.util.List;

/** {@code cd}: changes the working directory; without an operand to the home of root, which is the root directory. */
final class CdCommand extends ShellCommand {
    CdCommand() {
        super("cd", "change the working directory");
    }

    @Override
    int run(ShellContext shell, List<String> arguments) {
        String path = arguments.isEmpty() ? "/" : arguments.get(0);
        int errno = shell.calls().changeDirectory(path);
        if (errno < 0) {
            shell.complain("sh: cd: can't cd to " + path, errno);
            return 2;
        }
        return 0;
    }
}
