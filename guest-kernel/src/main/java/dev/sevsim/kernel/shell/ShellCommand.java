package dev.sevsim.kernel.shell;

import java.util.List;

/** One command of the shell. */
abstract class ShellCommand {
    private final Usage usage;

    /**
     * What {@code help} shows.
     *
     * @param name of the command
     * @param summary one line
     */
    record Usage(String name, String summary) {}

    /** A command; {@code summary} is one line for {@code help}. */
    ShellCommand(String name, String summary) {
        usage = new Usage(name, summary);
    }

    final Usage usage() {
        return usage;
    }

    final String name() {
        return usage.name();
    }

    /** Runs; {@code arguments} are without the name. The value is the exit status. */
    abstract int run(ShellContext shell, List<String> arguments);
}
