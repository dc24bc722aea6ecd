package dev.sevsim.bridge;

import dev.sevsim.machine.SimulatorException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The program that catches system calls of other programs and brings them to a {@link BridgeServer}.
 *
 * <p>It is compiled from one C file at its first use, with the machine's own compiler, and kept in the user's cache.
 */
public final class Supervisor {
    private final Path program;

    private Supervisor(Path program) {
        this.program = program;
    }

    /**
     * Compiles the supervisor unless that was done before.
     *
     * @throws SimulatorException without a C compiler, and where the result cannot be kept
     */
    public static Supervisor prepare() {
        return new Supervisor(CompiledSource.program());
    }

    /**
     * Starts a program on the host behind a socket. Its standard streams are those of this process; its exit status is that of the
     * returned process: 128 and the signal's number for one that was killed, 125 when it could not be started.
     *
     * @param socket of the server
     * @param devices what it sees of the devices
     * @param command the program and its arguments
     */
    public Process start(Path socket, Devices devices, List<String> command) {
        List<String> words = new ArrayList<>();
        words.add(program.toString());
        words.addAll(devices.options());
        words.add(socket.toAbsolutePath().toString());
        words.addAll(command);
        try {
            return new ProcessBuilder(words).inheritIO().start();
        } catch (IOException e) {
            throw new SimulatorException("the supervisor " + program + " cannot be started: " + e.getMessage(), e);
        }
    }
}
