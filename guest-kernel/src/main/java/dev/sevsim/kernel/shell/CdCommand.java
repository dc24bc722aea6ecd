package dev.sevsim.kernel.shell;

import java.util.List;
import java.util.Optional;

/**
 * {@code cd}: changes the working directory; without an operand to the home of root, which is the root directory, with
 * a dash to the one before.
 */
final class CdCommand extends ShellCommand {
    private static final String FORMER = "OLDPWD";

    CdCommand() {
        super("cd", "change the working directory");
    }

    @Override
    int run(ShellContext shell, List<String> arguments) {
        boolean back = arguments.equals(List.of("-"));
        Optional<String> former = shell.session().variable(FORMER);
        if (back && former.isEmpty()) {
            shell.err().printLine("sh: cd: OLDPWD not set");
            return 2;
        }
        String path = back ? former.orElseThrow() : arguments.isEmpty() ? "/" : arguments.get(0);
        String from = shell.calls().workingDirectory();
        int errno = shell.calls().changeDirectory(path);
        if (errno < 0) {
            shell.complain("sh: cd: can't cd to " + path, errno);
            return 2;
        }
        shell.session().set(FORMER, from);
        if (back) {
            shell.out().printLine(shell.calls().workingDirectory());
        }
        return 0;
    }
}
