package dev.sevsim.kernel.shell;

import dev.sevsim.abi.Errno;
import dev.sevsim.kernel.fs.SystemCalls;

/**
 * What a command runs with.
 *
 * @param calls system calls of the shell's process
 * @param environment kernel
 * @param in standard input
 * @param out standard output
 * @param err standard error
 * @param session the shell itself, for the commands that are part of it
 */
record ShellContext(SystemCalls calls, GuestEnvironment environment, Input in, Output out, Output err, Shell session) {
    /** Whether standard output is the terminal, to which errors always go. */
    boolean isOnTerminal() {
        return out == err;
    }

    /** Prints an error on standard error; {@code errno} is negative. */
    void complain(String what, int errno) {
        err.printLine(what + ": " + strerror(errno));
    }

    static String strerror(int errno) {
        return Errno.fromCode(-errno).map(Errno::text).orElse("Unknown error " + -errno);
    }
}
