package dev.sevsim.kernel.shell;

import java.util.List;

/** One command of the shell. */
abstract class ShellCommand {
    private final String name;
    private final String summary;

    /** A command; {@code summary} is one line for {@code help}. */
    ShellCommand(String name, String summary) {
        this.name = name;
        this.summary = summary;
    }

    final String name() {
        return name;
    }

    final String summary() {
        return summary;
    }

    /** Runs; {@code arguments} are without the name. The value is the exit status. */
    abstract int run(ShellContext shell, List<String> arguments);
}
