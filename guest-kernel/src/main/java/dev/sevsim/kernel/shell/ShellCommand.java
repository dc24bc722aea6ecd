package dev.sevsim.kernel.shell;

import java.util.List;

/** One command of the shell. */
interface ShellCommand {
    String name();

    /** One line for {@code help}. */
    String summary();

    /** Runs; {@code arguments} are without the name. The value is the exit status. */
    int run(ShellContext shell, List<String> arguments);
}
