package dev.sevsim.kernel.shell;

import dev.sevsim.abi.Errno;
import dev.sevsim.kernel.fs.SystemCalls;

/**
 * What a command runs with.
 *
 * @param calls system calls of the shell's process
 * @param environment kernel
 * @param streams standard input, output and error
 * @param session the shell itself, for the commands that are part of it
 */
record ShellContext(SystemCalls calls, GuestEnvironment environment, Streams streams, Shell session) {
    Input in() {
        return streams.in();
    }

    Output out() {
        return streams.out();
    }

    Output err() {
        return streams.err();
    }

    /** Whether standard output is the terminal. */
    boolean isOnTerminal() {
        return session.isTerminal(out());
    }

    /** Prints an error on standard error; {@code errno} is negative. */
    void complain(String what, int errno) {
        err().printLine(what + ": " + strerror(errno));
    }

    static String strerror(int errno) {
        return Errno.fromCode(-errno).map(Errno::text).orElse("Unknown error " + -errno);
    }
}
