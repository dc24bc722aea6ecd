package dev.sevsim.io.socket;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An address to listen on: {@code unix:PATH} or {@code tcp:HOST:PORT}.
 *
 * <p>Only loopback hosts are taken, and names are not looked up: every client of a monitor controls the VM.
 *
 * @param address the socket's address
 * @param path the socket's file, for a Unix socket
 */
public record ListenAddress(SocketAddress address, Optional<Path> path) {
    private static final String UNIX = "unix:";
    private static final String TCP = "tcp:";
    private static final Pattern HOST_AND_PORT = Pattern.compile("(.*):([0-9]{1,5})");
    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}|\\[?::1\\]?");
    private static final int MAX_PORT = 65535;

    /** Reads an address; port 0 takes any free port. */
    public static ListenAddress parse(String text) {
        if (text.startsWith(UNIX)) {
            return ofPath(text.substring(UNIX.length()), text);
        }
        if (text.startsWith(TCP)) {
            return ofHost(text.substring(TCP.length()), text);
        }
        throw new ListenException("address '" + text + "' is neither unix:PATH nor tcp:127.0.0.1:PORT");
    }

    /** A Unix socket. */
    public static ListenAddress ofPath(Path path) {
        return new ListenAddress(UnixDomainSocketAddress.of(path), Optional.of(path));
    }

    private static ListenAddress ofPath(String path, String text) {
        if (path.isEmpty()) {
            throw new ListenException("address '" + text + "' has no path, expected unix:PATH");
        }
        try {
            return ofPath(Path.of(path));
        } catch (InvalidPathException e) {
            throw new ListenException("address '" + text + "' has no usable path: " + e.getReason(), e);
        }
    }

    private static ListenAddress ofHost(String hostAndPort, String text) {
        Matcher parts = HOST_AND_PORT.matcher(hostAndPort);
        if (!parts.matches() || Integer.parseInt(parts.group(2)) > MAX_PORT) {
            throw new ListenException("address '" + text + "' has no port from 0 to " + MAX_PORT
                    + ", expected for instance tcp:127.0.0.1:4444");
        }
        String host = parts.group(1);
        if (!LOOPBACK.matcher(host).matches()) {
            throw new ListenException(
                    "address '" + text + "' is no loopback address; every client of it controls the VM,"
                            + " use 127.0.0.1, ::1 or localhost");
        }
        InetSocketAddress address = new InetSocketAddress(host, Integer.parseInt(parts.group(2)));
        if (address.isUnresolved() || !address.getAddress().isLoopbackAddress()) {
            throw new ListenException("address '" + text + "' is no loopback address on this machine");
        }
        return new ListenAddress(address, Optional.empty());
    }

    /** The form that {@link #parse} reads. */
    static String describe(SocketAddress address) {
        if (address instanceof InetSocketAddress inet) {
            String host = inet.getAddress().getHostAddress();
            return TCP + (host.contains(":") ? "[::1]" : host) + ":" + inet.getPort();
        }
        return UNIX + address;
    }
}
