package dev.sevsim.machine;

import dev.sevsim.host.vmm.ConsoleSession;
import dev.sevsim.host.vmm.SerialSocket;
import dev.sevsim.io.file.InputException;
import dev.sevsim.io.file.OutputTarget;
import dev.sevsim.io.socket.ListenAddress;
import dev.sevsim.io.socket.ListenException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Target of a guest's serial port: a file, a Unix socket, or a pair of streams. */
public final class SerialTarget {
    private final Opener opener;

    /** Opens the target; {@code typed} is called, on any thread, when input arrived. */
    private interface Opener {
        Port open(Runnable typed);
    }

    /**
     * An open target.
     *
     * @param console the other end of the guest's serial port
     * @param address address of a socket; empty otherwise
     * @param closing closes it
     */
    record Port(ConsoleSession console, Optional<String> address, Runnable closing) implements AutoCloseable {
        @Override
        public void close() {
            closing.run();
        }
    }

    private SerialTarget(Opener opener) {
        this.opener = opener;
    }

    /**
     * Reads {@code file:PATH}, {@code unix:PATH} or {@code stdio}.
     *
     * @param out output of {@code stdio}
     * @param in input of {@code stdio}
     */
    public static SerialTarget parse(String text, OutputStream out, InputStream in) {
        if (text.equals("stdio")) {
            return new SerialTarget(typed -> {
                StreamConsole console = new StreamConsole("standard output", out);
                console.typeFrom(in, typed);
                return streams(console);
            });
        }
        if (text.startsWith("file:") && text.length() > "file:".length()) {
            Path file = path(text.substring("file:".length()), text);
            return new SerialTarget(typed -> file(file));
        }
        if (text.startsWith("unix:") && text.length() > "unix:".length()) {
            Path path = path(text.substring("unix:".length()), text);
            return new SerialTarget(typed -> socket(path, typed));
        }
        throw new InputException("--serial '" + text + "' is not file:PATH, unix:PATH or stdio");
    }

    Port open(Runnable typed) {
        return opener.open(typed);
    }

    private static Port socket(Path path, Runnable typed) {
        try {
            SerialSocket socket = new SerialSocket(ListenAddress.ofPath(path), typed);
            return new Port(socket, Optional.of(socket.address()), socket::close);
        } catch (ListenException e) {
            throw new InputException("--serial: " + e.getMessage(), e);
        }
    }

    private static Port file(Path file) {
        OutputTarget target = OutputTarget.openLive("serial output", file);
        StreamConsole console = new StreamConsole("serial output " + file, target.stream());
        return new Port(console, Optional.empty(), () -> {
            console.flush();
            target.finish();
        });
    }

    private static Port streams(StreamConsole console) {
        return new Port(console, Optional.empty(), console::flush);
    }

    private static Path path(String path, String text) {
        try {
            return Path.of(path);
        } catch (InvalidPathException e) {
            throw new InputException("--serial '" + text + "' has no usable path: " + e.getReason(), e);
        }
    }
}
