package dev.sevsim.kernel.program;

import java.util.List;

/** A program of the guest's user space that is not part of the shell. */
public interface UserProgram {
    /** The name by which the shell starts it; it must not be that of a built-in command. */
    String name();

    /** One line for {@code help}. */
    String summary();

    /** Whether init runs it once before the shell, without arguments and without output. */
    default boolean startsWithSystem() {
        return false;
    }

    /**
     * Runs the program to its end.
     *
     * @param process what the program may use
     * @param arguments without the name
     * @return exit status, 0 for success
     */
    int run(UserProcess process, List<String> arguments);
}
