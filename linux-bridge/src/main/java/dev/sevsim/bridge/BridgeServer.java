package dev.sevsim.bridge;

import dev.sevsim.io.socket.PrivateListener;
import dev.sevsim.machine.Machine;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Serves a machine's host to programs, over a socket that only its owner can use.
 *
 * <p>Everything happens on the machine's thread, one call at a time. A client can harm itself alone: a message outside of the
 * protocol, or an answer that does not come in time, ends its connection.
 */
public final class BridgeServer implements AutoCloseable {
    /** As many processes may be connected: each has buffers, and one machine serves them all. */
    private static final int MOST_CONNECTIONS = 1024;

    /** A supervisor answers in microseconds; while it does not, every program of the machine waits. */
    private static final long PATIENCE_MILLIS = 30_000;

    /** Calls of one connection before others have their turn. */
    private static final int TURN = 64;

    private final PrivateListener listener;
    private final ProgramGroups groups;
    private final Consumer<String> complaints;
    private final Selector selector;
    private final Map<SelectionKey, Connection> connections = new HashMap<>();
    private final Queue<SelectionKey> waiting = new ArrayDeque<>();
    private final SleepingVcpus<SelectionKey> sleeping = new SleepingVcpus<>();
    private final Spin spin = new Spin(RealTime::nanos);
    private @Nullable SelectionKey last;
    private int callsInARow;
    private volatile boolean stopped;

    private BridgeServer(Machine machine, PrivateListener listener, Selector selector, Consumer<String> complaints) {
        this.listener = listener;
        this.groups = new ProgramGroups(machine);
        this.selector = selector;
        this.complaints = complaints;
    }

    /**
     * Listens; programs are served by {@link #serve}.
     *
     * @param machine belongs to the calling thread, and so does the server
     * @param socket path of the socket, which does not exist; its directory does
     * @param complaints receives a text for each connection that was ended for a fault of the client
     * @throws dev.sevsim.io.socket.ListenException when the path cannot be bound
     */
    public static BridgeServer open(Machine machine, Path socket, Consumer<String> complaints) throws IOException {
        PrivateListener listener = PrivateListener.open(socket);
        Selector selector = Selector.open();
        SelectionKey unused = listener.channel().register(selector, SelectionKey.OP_ACCEPT);
        return new BridgeServer(machine, listener, selector, complaints);
    }

    /** Path of the socket. */
    public Path socket() {
        return listener.path();
    }

    /** Answers programs until {@link #stop}. */
    public void serve() throws IOException {
        while (!stopped) {
            // A connection that has used up its turn has more in its buffer, of which the selector has no notice.
            if (!waiting.isEmpty()) {
                select(selector.selectNow());
            } else if (!spin.finds(this::hasMore) && !stopped) {
                // A stop whose wakeup an attempt has taken is seen above, a later one wakes the selector.
                select(sleeping.isEmpty() ? selector.select() : selector.select(SleepingVcpus.MILLIS));
            }
            wakeVcpus();
            for (int turns = waiting.size(); turns > 0 && !stopped; turns--) {
                turn(waiting.remove());
            }
        }
    }

    /** Whether the connection that was served last, or after some calls of it any other one, waits to be served again. */
    private boolean hasMore() throws IOException {
        SelectionKey key = last;
        Connection connection = key == null ? null : connections.get(key);
        if (key != null && connection != null && callsInARow < TURN && connection.hasArrived()) {
            callsInARow++;
            waiting.add(key);
            return true;
        }
        callsInARow = 0;
        return stopped || select(selector.selectNow());
    }

    /** Sends the results of vCPUs that have slept long enough. */
    private void wakeVcpus() {
        if (sleeping.isEmpty()) {
            return;
        }
        long now = RealTime.nanos();
        for (var key = sleeping.wake(now); key.isPresent(); key = sleeping.wake(now)) {
            Connection connection = connections.get(key.get());
            if (connection != null) {
                attempt(key.get(), connection::release);
            }
        }
    }

    /** Lets the selected connections wait to be served; whether there is one. */
    private boolean select(int ready) {
        if (ready > 0) {
            selector.selectedKeys().stream()
                    .filter(key -> !waiting.contains(key))
                    .forEach(waiting::add);
            selector.selectedKeys().clear();
        }
        return ready > 0;
    }

    /** Lets {@link #serve} return; from any thread. */
    public void stop() {
        stopped = true;
        selector.wakeup();
    }

    /** Ends every connection, which closes its VMs, and removes the socket. */
    @Override
    public void close() {
        stopped = true;
        listener.close();
        List.copyOf(connections.keySet()).forEach(this::end);
        try {
            selector.close();
        } catch (IOException e) {
            // Its descriptors are released all the same: close(2).
        }
    }

    /** Serves a connection for a while, or accepts a new one. */
    private void turn(SelectionKey key) {
        if (key.isValid() && key.isAcceptable()) {
            accept();
            return;
        }
        Connection connection = connections.get(key);
        if (connection == null) {
            return;
        }
        last = key;
        attempt(key, () -> {
            if (connection.serve(TURN)) {
                waiting.add(key);
            }
            if (connection.isWithheld()) {
                sleeping.add(key, RealTime.nanos());
            }
        });
    }

    /** What is done for a connection. */
    @FunctionalInterface
    private interface Attempt {
        void run() throws IOException;
    }

    /** Does something for a connection, which ends with a fault of its own. */
    private void attempt(SelectionKey key, Attempt work) {
        try {
            work.run();
        } catch (EOFException e) {
            end(key); // The process has ended.
        } catch (IOException | ProtocolException e) {
            complaints.accept("a program's connection was ended: " + e.getMessage());
            end(key);
        }
    }

    private void accept() {
        try {
            SocketChannel socket = listener.accept();
            if (socket == null) {
                return;
            }
            if (connections.size() >= MOST_CONNECTIONS) {
                complaints.accept(MOST_CONNECTIONS + " programs are connected, one more was refused");
                socket.close();
                return;
            }
            MessageChannel channel = new MessageChannel(socket, PATIENCE_MILLIS);
            connections.put(socket.register(selector, SelectionKey.OP_READ), new Connection(channel, groups));
        } catch (IOException e) {
            complaints.accept("a connection could not be accepted: " + e.getMessage());
        }
    }

    /** Closes a connection, and with the last one of a group its VMs. */
    private void end(SelectionKey key) {
        key.cancel();
        Connection connection = connections.remove(key);
        if (connection != null) {
            try {
                connection.close();
            } catch (IOException e) {
                // The descriptor is released all the same: close(2).
            }
        }
    }
}
