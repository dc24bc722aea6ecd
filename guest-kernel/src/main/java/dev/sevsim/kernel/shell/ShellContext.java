package dev.sevsim.kernel.shell;

import dev.sevsim.abi.Errno;
import dev.sevsim.kernel.fs.SystemCalls;

/**
 * What a command runs with.
 *
 * @param calls system calls of the shell's process
 * @param environment kernel
 * @param out standard output
 * @param err standard error
 * @param session the shell itself, for the commands that are part of it
 */
record ShellContext(SystemCalls calls, GuestEnvironment environment, Output out, Output err, Shell session) {
    /** Says on standard error what went wrong; {@code errno} is negative. */
    void complain(String what, int errno) {
        err.printLine(what + ": " + strerror(errno));
    }

    static String strerror(int errno) {
        return Errno.fromCode(-errno).map(Errno::text).orElse("Unknown error " + -errno);
    }
}
