package dev.sevsim.cli;

import dev.sevsim.bridge.BridgeServer;
import dev.sevsim.io.file.InputException;
import dev.sevsim.io.socket.ListenAddress;
import dev.sevsim.io.socket.ListenException;
import dev.sevsim.machine.Machine;
import dev.sevsim.machine.SimulatorException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code host}: a simulated host that stays up for the programs of {@code run}. */
@Command(
        name = "host",
        description =
                "Serves a simulated host to unmodified Linux programs, which sevsim run --host starts on it; several"
                        + " may use it at once. Ends on SIGTERM.",
        abbreviateSynopsis = true)
final class HostCommand extends Verb {
    @Option(
            names = "--listen",
            paramLabel = "unix:PATH",
            required = true,
            description = "Socket for the programs; only its owner can connect.")
    @OutputCheck.Written
    private String listen = "";

    private final CountDownLatch ended = new CountDownLatch(1);

    @Mixin
    private SimulatedHostOptions host = new SimulatedHostOptions();

    @Override
    public Integer call() {
        Path path = path(listen);
        try (Machine machine = host.assemble(console);
                BridgeServer server = BridgeServer.open(machine, path, text -> console.remark("sevsim: " + text))) {
            return OnSignal.during(() -> serve(machine, server), () -> end(server));
        } catch (ListenException e) {
            throw new InputException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new SimulatorException("the host cannot be served: " + e.getMessage(), e);
        }
    }

    /** The path of a Unix socket; other addresses cannot be made private. */
    static Path path(String address) {
        try {
            return ListenAddress.parse(address)
                    .path()
                    .orElseThrow(() -> new InputException("address '" + address + "' is no unix:PATH"));
        } catch (ListenException e) {
            throw new InputException(String.valueOf(e.getMessage()), e);
        }
    }

    private int serve(Machine machine, BridgeServer server) {
        console.line("host: unix:" + server.socket());
        try {
            SimulatedHostOptions.serve(server);
        } finally {
            ended.countDown();
        }
        return SimulatedHostOptions.complain(console, machine) ? Main.REFUSED : Main.OK;
    }

    /** A signal is a regular end. */
    private void end(BridgeServer server) {
        server.stop();
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(Main.OK);
    }
}
