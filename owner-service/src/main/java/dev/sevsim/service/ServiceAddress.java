package dev.sevsim.service;

import dev.sevsim.io.file.InputException;
import dev.sevsim.io.socket.ListenAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a service listens.
 *
 * @param host as it was typed, for URLs
 * @param port 0 for any free one
 */
public record ServiceAddress(String host, int port) {
    private static final Pattern FORM = Pattern.compile("(\\[[0-9a-fA-F:.]+]|[A-Za-z0-9.-]+):([0-9]{1,5})");
    private static final int MAX_PORT = 65535;

    /** Who may connect. */
    public enum Reach {
        /** Programs on this machine. */
        LOOPBACK,
        /** Any address. */
        ANYWHERE
    }

    /**
     * From {@code HOST:PORT}.
     *
     * @param option how messages name it
     * @throws InputException for what is no address, or reaches further than it may
     */
    public static ServiceAddress parse(String option, String text, Reach reach) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches() || Integer.parseInt(parts.group(2)) > MAX_PORT) {
            throw new InputException(option + " '" + text + "' is no address, expected for instance 127.0.0.1:8080");
        }
        ServiceAddress address = new ServiceAddress(parts.group(1), Integer.parseInt(parts.group(2)));
        InetSocketAddress socket = address.socket();
        if (socket.isUnresolved()) {
            throw new InputException(option + " '" + text + "': the host cannot be resolved");
        }
        if (reach == Reach.LOOPBACK && !socket.getAddress().isLoopbackAddress()) {
            throw new InputException(option + " '" + text + "' lets other machines connect, and the service has neither"
                    + " encryption nor log-in of its own; if that is meant, give --allow-remote too");
        }
        return address;
    }

    ListenAddress toListenAddress() {
        return new ListenAddress(socket(), Optional.empty());
    }

    private InetSocketAddress socket() {
        return new InetSocketAddress(host, port);
    }
}
