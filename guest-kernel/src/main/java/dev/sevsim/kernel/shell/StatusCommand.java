package dev.sevsim.kernel.shell;

import java.util.List;

/** {@code true} and {@code false}: nothing but an exit status. */
final class StatusCommand extends ShellCommand {
    private final int status;

    StatusCommand(String name, String verb, int status) {
        super(name, "do nothing and " + verb);
        this.status = status;
    }

    @Override
    int run(ShellContext shell, List<String> arguments) {
        return status;
    }
}
