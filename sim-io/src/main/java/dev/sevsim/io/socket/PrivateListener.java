package dev.sevsim.io.socket;

import dev.sevsim.io.file.FileProblem;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A Unix socket that only its owner can connect to, whose connections are read and written by threads of its user. */
public final class PrivateListener implements AutoCloseable {
    private final ServerSocketChannel channel;
    private final Path path;

    private PrivateListener(ServerSocketChannel channel, Path path) {
        this.channel = channel;
        this.path = path;
    }

    /**
     * Listens at {@code path}, which does not exist; its directory does.
     *
     * @throws ListenException when the path cannot be bound
     */
    public static PrivateListener open(Path path) {
        ListeningSocket.requireFree(path);
        try {
            return new PrivateListener(PrivateSocket.bind(path, new Blocking()), path);
        } catch (IOException e) {
            throw new ListenException("cannot listen on unix:" + path + ": " + FileProblem.reason(e), e);
        }
    }

    private static final class Blocking implements PrivateSocket.Binder<ServerSocketChannel> {
        @Override
        public ServerSocketChannel bind(UnixDomainSocketAddress address) throws IOException {
            ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            boolean bound = false;
            try {
                ServerSocketChannel listening = channel.bind(address);
                listening.configureBlocking(false);
                bound = true;
                return listening;
            } finally {
                if (!bound) {
                    channel.close();
                }
            }
        }

        @Override
        public void close(ServerSocketChannel bound) throws IOException {
            bound.close();
        }
    }

    /** The socket's file. */
    public Path path() {
        return path;
    }

    /** The socket, which does not block, for a selector. */
    public SelectableChannel channel() {
        return channel;
    }

    /** The next connection; null when none waits. */
    public @Nullable SocketChannel accept() throws IOException {
        return channel.accept();
    }

    /** Stops listening and removes the socket's file; connections stay. */
    @Override
    public void close() {
        try {
            channel.close();
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new ListenException("socket " + path + " cannot be removed: " + e.getMessage(), e);
        }
    }
}
