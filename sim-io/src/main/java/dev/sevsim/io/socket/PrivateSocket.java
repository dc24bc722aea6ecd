package dev.sevsim.io.socket;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Unix sockets that are their owner's alone from their first moment.
 *
 * <p>A socket gets its permissions from the umask, which a Java program cannot set; with permissions that are changed afterwards
 * others could connect before. The socket is bound in a directory of the owner's, and gets its name when its permissions are right.
 */
final class PrivateSocket {
    private static final Set<PosixFilePermission> OF_DIRECTORY = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OF_SOCKET = PosixFilePermissions.fromString("rw-------");

    /** Bytes of a path in {@code sockaddr_un}, without the NUL behind it. */
    private static final int LONGEST_ADDRESS = 107;

    private PrivateSocket() {}

    /**
     * Binds a socket to a path.
     *
     * @param <S> type of the socket
     */
    interface Binder<S> {
        /** A socket that listens at {@code address}. */
        S bind(UnixDomainSocketAddress address) throws IOException;

        /** Closes a socket that this has bound. */
        void close(S bound) throws IOException;
    }

    /** Binds {@code path}, which does not exist; its directory does. */
    static Channel bind(Path path, ServerBootstrap bootstrap) throws IOException {
        return bind(path, new Binder<Channel>() {
            @Override
            public Channel bind(UnixDomainSocketAddress address) throws IOException {
                return ListeningSocket.bound(bootstrap.bind(address));
            }

            @Override
            public void close(Channel bound) {
                bound.close().awaitUninterruptibly();
            }
        });
    }

    /**
     * Binds {@code path}, which does not exist; its directory does. A path for which there is no shorter detour than an address
     * allows gets its permissions after it was bound.
     */
    static <S> S bind(Path path, Binder<S> binder) throws IOException {
        if (!isAddress(path)) {
            throw new IOException("the path is longer than " + LONGEST_ADDRESS + " bytes");
        }
        Path parent = path.toAbsolutePath().getParent();
        Path directory = Files.createTempDirectory(parent, ".s", PosixFilePermissions.asFileAttribute(OF_DIRECTORY));
        Path hidden = shortened(path, directory);
        try {
            if (!isAddress(hidden)) {
                S socket = binder.bind(UnixDomainSocketAddress.of(path));
                Files.setPosixFilePermissions(path, OF_SOCKET);
                return socket;
            }
            S socket = binder.bind(UnixDomainSocketAddress.of(hidden));
            boolean named = false;
            try {
                Files.setPosixFilePermissions(hidden, OF_SOCKET);
                Files.move(hidden, path);
                named = true;
                return socket;
            } finally {
                if (!named) {
                    binder.close(socket);
                }
            }
        } finally {
            Files.deleteIfExists(hidden);
            Files.deleteIfExists(directory);
        }
    }

    private static boolean isAddress(Path path) {
        return path.toString().getBytes(StandardCharsets.UTF_8).length <= LONGEST_ADDRESS;
    }

    /** The name of a socket in {@code directory}, relative where that of {@code path} is: addresses have 108 bytes at most. */
    private static Path shortened(Path path, Path directory) {
        Path parent = path.getParent();
        Path name = directory.getFileName();
        return (parent == null ? name : parent.resolve(name)).resolve("s");
    }
}
