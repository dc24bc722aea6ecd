package dev.sevsim.bridge;

import dev.sevsim.machine.Machine;
import dev.sevsim.machine.MachineSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A machine that is served on a thread of its own. */
final class ServedHost implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 30;

    private final CompletableFuture<BridgeServer> server = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    /**
     * Serves a machine at {@code socket}.
     *
     * @param last is given the machine when the server was stopped and its clients are gone
     */
    ServedHost(MachineSpec spec, Path socket, Consumer<Machine> last) {
        this(Machine.of(spec), socket, last);
    }

    /** Serves the machine of an assembly to which something is added. */
    ServedHost(Path socket, Consumer<Machine.Assembly> more) {
        this(assembly(more), socket, machine -> {});
    }

    private ServedHost(Machine.Assembly assembly, Path socket, Consumer<Machine> last) {
        Thread thread = new Thread(() -> serve(assembly, socket, last), "served-host");
        thread.setDaemon(true);
        thread.start();
    }

    private static Machine.Assembly assembly(Consumer<Machine.Assembly> more) {
        Machine.Assembly assembly = Machine.of(MachineSpec.builder().seed(1).build());
        more.accept(assembly);
        return assembly;
    }

    ServedHost(Path socket) {
        this(MachineSpec.builder().seed(1).build(), socket, machine -> {});
    }

    Path socket() {
        return server.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join().socket();
    }

    List<String> complaints() {
        return complaints;
    }

    @Override
    public void close() {
        server.join().stop();
        ended.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    private void serve(Machine.Assembly assembly, Path socket, Consumer<Machine> last) {
        try (Machine machine = assembly.assemble()) {
            try (BridgeServer opened = BridgeServer.open(machine, socket, complaints::add)) {
                server.complete(opened);
                opened.serve();
            }
            last.accept(machine);
        } catch (IOException | RuntimeException | Error e) {
            server.completeExceptionally(e);
            ended.completeExceptionally(e);
        }
        ended.complete(null);
    }
}
