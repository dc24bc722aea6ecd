package dev.sevsim.kernel.program;

import java.util.Optional;

/** The process that a {@link UserProgram} runs in: its output, the guest's files, and pages of the guest's memory. */
public interface UserProcess {
    /** Writes a line to standard output. */
    void printLine(String line);

    /** Writes a line to standard error. */
    void printError(String line);

    /** Reads a whole file; empty after a message on standard error that names program, path and error. */
    Optional<byte[]> readFile(String path);

    /** Cleared pages for {@code lengthBytes} bytes, at least 1; empty after a message on standard error. */
    Optional<UserPages> allocate(int lengthBytes);
}
