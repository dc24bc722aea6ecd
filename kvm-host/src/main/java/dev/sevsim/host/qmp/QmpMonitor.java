package dev.sevsim.host.qmp;

import dev.sevsim.bus.time.SimClock;
import dev.sevsim.host.vmm.RunResult;
import dev.sevsim.host.vmm.ShutdownCause;
import dev.sevsim.host.vmm.VirtualMachine;
import dev.sevsim.host.vmm.VmmEvent;
import dev.sevsim.io.socket.ListenAddress;
import dev.sevsim.io.socket.ListeningSocket;
import java.time.Instant;
import java.time.temporal.ChronoField;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The monitor: listens for clients and drives one VM for them.
 *
 * <p>Connections have threads of their own and put their messages into a queue; the VM, and every command, belongs to the thread that called {@link #serve}. Source: docs/reference/kvm-host.md section 5.8.
 */
public final class QmpMonitor implements AutoCloseable {
    /** Longest time before a guest that has reset itself begins again: one that cannot boot takes no whole processor. */
    private static final long REBOOT_MILLIS = 1000;

    private final QmpLimits limits;
    private final SimClock clock;
    private final QmpJson json;
    private final QmpCommands commands = new QmpCommands(this::address);
    private final BlockingQueue<Consumer<VirtualMachine>> tasks = new LinkedBlockingQueue<>();
    private final Set<QmpConnection> connections = ConcurrentHashMap.newKeySet();
    private volatile CommandObserver observer = CommandObserver.NONE;
    private @Nullable ListeningSocket socket;
    private volatile @Nullable VirtualMachine served;

    /** Receives what clients ask of a VM, on the machine's thread; no client can tell. */
    public interface CommandObserver {
        /** Ignores everything. */
        CommandObserver NONE = new CommandObserver() {};

        /** A command of this name is about to be executed. */
        default void begins(String command) {}

        /** It was executed; {@code error} is the class of the error that the client gets, if it gets one. */
        default void ends(String command, Optional<String> error) {}
    }

    /** Names of the commands that a monitor has, in their order. */
    public static Set<String> commandNames() {
        return new QmpCommands(() -> "").names();
    }

    /** Sets who is told of the commands of clients. */
    public void observe(CommandObserver other) {
        observer = other;
    }

    CommandObserver observer() {
        return observer;
    }

    /** A monitor that does not listen yet; events carry the time of {@code clock}. */
    public QmpMonitor(QmpLimits limits, SimClock clock) {
        this.limits = limits;
        this.clock = clock;
        this.json = new QmpJson(limits);
    }

    /**
     * Listens; a client that connects before {@link #serve} waits for its answers.
     *
     * @throws dev.sevsim.io.socket.ListenException when the address cannot be used
     */
    public void listen(ListenAddress address) {
        if (socket != null) {
            throw new IllegalStateException("the monitor listens already");
        }
        socket = ListeningSocket.open(address, () -> new QmpConnection(this, limits, json, commands));
    }

    /** Where it listens. */
    public String address() {
        return Objects.requireNonNull(socket, "the monitor does not listen").address();
    }

    /** Sends an event to every client that has negotiated; on the machine's thread. */
    public void happened(VmmEvent event) {
        ObjectNode message = QmpJson.object().put("event", event.kind().name());
        event.cause()
                .ifPresent(cause ->
                        message.putObject("data").put("guest", cause.isGuest()).put("reason", cause.text()));
        Instant now = clock.now();
        message.putObject("timestamp")
                .put("seconds", now.getEpochSecond())
                .put("microseconds", now.get(ChronoField.MICRO_OF_SECOND));
        connections.stream().filter(c -> c.session().isNegotiated()).forEach(c -> c.sendEvent(message));
    }

    /**
     * Runs the VM and answers clients until it ends.
     *
     * @throws VmStartException when a client's {@code cont} cannot finish the launch
     */
    public void serve(VirtualMachine machine) {
        served = machine;
        try {
            long pause = 0;
            while (!machine.ended()) {
                Consumer<VirtualMachine> task =
                        machine.canRun() ? tasks.poll(pause, TimeUnit.MILLISECONDS) : tasks.take();
                pause = 0;
                if (task != null) {
                    task.accept(machine);
                } else if (machine.run().outcome() == RunResult.Outcome.RESET) {
                    pause = REBOOT_MILLIS;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            machine.shutDown(ShutdownCause.HOST_SIGNAL);
        } finally {
            served = null;
        }
    }

    /** Lets a waiting guest run, as after console input; from any thread. */
    public void wake() {
        post(VirtualMachine::wake);
    }

    /** Ends the VM as soon as it leaves the guest; from any thread. */
    public void shutDown(ShutdownCause cause) {
        post(machine -> machine.shutDown(cause));
    }

    /** Closes the connections after their pending answers. */
    @Override
    public void close() {
        if (socket != null) {
            socket.close();
        }
    }

    /** Queues {@code task} for the machine's thread; from any thread. */
    public void post(Consumer<VirtualMachine> task) {
        tasks.add(task);
        VirtualMachine machine = served;
        if (machine != null) {
            machine.interrupt();
        }
    }

    /** Admits a client; false when there are too many. */
    boolean admit(QmpConnection connection) {
        synchronized (connections) {
            return connections.size() < limits.connections() && connections.add(connection);
        }
    }

    void forget(QmpConnection connection) {
        connections.remove(connection);
    }
}
