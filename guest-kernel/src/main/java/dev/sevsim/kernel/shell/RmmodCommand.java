package dev.sevsim.kernel.shell;

import dev.sevsim.abi.Errno;
import java.util.List;

/** {@code rmmod}: takes modules out of the kernel. */
final class RmmodCommand extends ShellCommand {
    RmmodCommand() {
        super("rmmod", "remove modules from the kernel");
    }

    @Override
    int run(ShellContext shell, List<String> arguments) {
        if (arguments.isEmpty()) {
            shell.err().printLine("rmmod: ERROR: missing module name.");
            return 1;
        }
        int status = 0;
        for (String name : arguments) {
            status = Math.max(status, remove(shell, name));
        }
        return status;
    }

    private static int remove(ShellContext shell, String name) {
        int errno = shell.environment().modules().unload(name);
        if (errno == 0) {
            return 0;
        }
        String text = errno == -Errno.ENOENT.code() ? "is not currently loaded" : "is in use";
        shell.err().printLine("rmmod: ERROR: Module " + name + " " + text);
        return 1;
    }
}
