package dev.sevsim.host.libvirt;

import dev.sevsim.io.socket.ListenAddress;
import dev.sevsim.io.socket.ListeningSocket;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Listens for libvirt clients of one VM.
 *
 * <p>Connections have threads of their own; every call runs on the machine's thread. Source:
 * docs/reference/guest-owner-tools.md section 6.5.
 */
public final class LibvirtServer implements AutoCloseable {
    private static final int CLOSE_CHECKS = 20;
    private static final long CLOSE_PAUSE_MILLIS = 50;

    private final LibvirtLimits limits;
    private final LibvirtProcedures procedures;
    private final Consumer<Consumer<LibvirtGuest>> machine;
    private final Set<LibvirtConnection> connections = ConcurrentHashMap.newKeySet();
    private @Nullable ListeningSocket socket;

    /**
     * A server that does not listen yet.
     *
     * @param machine runs a task on the machine's thread, later
     */
    public LibvirtServer(LibvirtLimits limits, LibvirtDomain domain, Consumer<Consumer<LibvirtGuest>> machine) {
        this.limits = limits;
        this.procedures = new LibvirtProcedures(domain);
        this.machine = machine;
    }

    /**
     * Listens; a client that connects before the VM is served waits for its answers.
     *
     * @throws dev.sevsim.io.socket.ListenException when the address cannot be used
     */
    public void listen(ListenAddress address) {
        if (socket != null) {
            throw new IllegalStateException("the server listens already");
        }
        socket = ListeningSocket.open(address, () -> new LibvirtConnection(this, limits));
    }

    /** Where it listens. */
    public String address() {
        return Objects.requireNonNull(socket, "the server does not listen").address();
    }

    /**
     * Closes the connections after their pending replies. A client that ended the VM closes its connection afterwards
     * with a message, which libvirtd reads: it gets a second for that, since writing to a closed one would end it by
     * SIGPIPE.
     */
    @Override
    public void close() {
        for (int i = 0; i < CLOSE_CHECKS && !connections.isEmpty(); i++) {
            try {
                Thread.sleep(CLOSE_PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        if (socket != null) {
            socket.close();
        }
    }

    void call(RpcMessage message, Consumer<RpcMessage> reply) {
        machine.accept(guest -> reply.accept(procedures.answer(message, guest)));
    }

    /** Admits a client; false when there are too many. */
    boolean admit(LibvirtConnection connection) {
        synchronized (connections) {
            return connections.size() < limits.connections() && connections.add(connection);
        }
    }

    void forget(LibvirtConnection connection) {
        connections.remove(connection);
    }
}
