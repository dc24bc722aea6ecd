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
import java.util.concurrent.atomic.AtomicBoolean;

/** Target of a guest's serial port: a file, a Unix socket, or a pair of streams. */
public final class SerialTarget {
    private static final String STDIO = "standard output";

    private final Opener opener;

    /** Opens the target. */
    private interface Opener {
        Port open(Other other);
    }

    /** What the other end of the port does; called on any thread. */
    interface Other {
        /** Input arrived. */
        void typed();

        /** The user left: the VM is to end. */
        default void left() {}
    }

    /**
     * An open target.
     *
     * @param console the other end of the guest's serial port
     * @param address address of a socket; empty otherwise
     * @param running called when the guest begins to run
     * @param closing closes it
     */
    record Port(ConsoleSession console, Optional<String> address, Runnable running, Runnable closing)
            implements AutoCloseable {
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
            return new SerialTarget(other -> {
                StreamConsole console = new StreamConsole(STDIO, out);
                console.typeFrom(in, other::typed);
                return new Port(console, Optional.empty(), () -> {}, console::flush);
            });
        }
        if (text.startsWith("file:") && text.length() > "file:".length()) {
            Path file = path(text.substring("file:".length()), text);
            return new SerialTarget(other -> file(file));
        }
        if (text.startsWith("unix:") && text.length() > "unix:".length()) {
            Path path = path(text.substring("unix:".length()), text);
            return new SerialTarget(other -> socket(path, other));
        }
        throw new InputException("--serial '" + text + "' is not file:PATH, unix:PATH or stdio");
    }

    /**
     * A terminal at which a user types: keys are read from the moment at which the guest runs, so that the terminal stays as it
     * is while the guest waits for its owner. The end of the keys ends the VM.
     */
    public static SerialTarget terminal(OutputStream out, Keyboard keys) {
        return new SerialTarget(other -> {
            StreamConsole console = StreamConsole.ofTerminal(STDIO, out);
            AtomicBoolean reading = new AtomicBoolean();
            Runnable read = () -> {
                if (!reading.getAndSet(true)) {
                    console.typeFrom(keys, other::typed, other::left);
                }
            };
            return new Port(console, Optional.empty(), read, console::flush);
        });
    }

    Port open(Other other) {
        return opener.open(other);
    }

    private static Port socket(Path path, Other other) {
        try {
            SerialSocket socket = new SerialSocket(ListenAddress.ofPath(path), other::typed);
            return new Port(socket, Optional.of(socket.address()), () -> {}, socket::close);
        } catch (ListenException e) {
            throw new InputException("--serial: " + e.getMessage(), e);
        }
    }

    private static Port file(Path file) {
        OutputTarget target = OutputTarget.openLive("serial output", file);
        StreamConsole console = new StreamConsole("serial output " + file, target.stream());
        return new Port(console, Optional.empty(), () -> {}, () -> {
            console.flush();
            target.finish();
        });
    }

    private static Path path(String path, String text) {
        try {
            return Path.of(path);
        } catch (InvalidPathException e) {
            throw new InputException("--serial '" + text + "' has no usable path: " + e.getReason(), e);
        }
    }
}
