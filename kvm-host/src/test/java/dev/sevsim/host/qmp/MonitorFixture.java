package dev.sevsim.host.qmp;

import dev.sevsim.abi.Bytes;
import dev.sevsim.bus.Party;
import dev.sevsim.bus.frame.LaunchBundle;
import dev.sevsim.host.DirectEndpoint;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.ScriptedGuest;
import dev.sevsim.host.ScriptedReports;
import dev.sevsim.host.Vectors;
import dev.sevsim.host.vmm.ConsoleSession;
import dev.sevsim.host.vmm.ShutdownCause;
import dev.sevsim.host.vmm.VirtualMachine;
import dev.sevsim.host.vmm.Vmm;
import dev.sevsim.host.vmm.VmmConfigBuilder;
import dev.sevsim.io.socket.ListenAddress;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A VM over scripted firmware and a scripted guest, with a monitor that serves it on a thread of its own. */
final class MonitorFixture implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 20;

    final HostFixture host = new HostFixture();
    final ScriptedGuest guest = new ScriptedGuest();
    final ScriptedReports reports = new ScriptedReports(host);
    final StringBuilder printed = new StringBuilder();
    final QmpMonitor monitor;
    final VirtualMachine machine;
    private final CompletableFuture<@Nullable Throwable> ended = new CompletableFuture<>();

    MonitorFixture(QmpLimits limits) {
        this(limits, "synth-amdsev.fd");
    }

    MonitorFixture(QmpLimits limits, String image) {
        host.guest = guest;
        Vmm vmm = new Vmm(
                new DirectEndpoint(Party.VMM, Party.HOST, host.clock, reports),
                host.process(),
                host.host.profile(),
                VmmConfigBuilder.forFirmware(Vectors.guestOwner(image))
                        .ramBytes(16 << 20)
                        .build());
        monitor = new QmpMonitor(limits, host.clock);
        machine = new VirtualMachine(
                vmm, ConsoleSession.of(b -> printed.append((char) b), Bytes.EMPTY), monitor::happened);
    }

    /** Launches, listens and serves. */
    MonitorFixture start() {
        machine.launch(new LaunchBundle(0x01000001, Bytes.EMPTY, Bytes.EMPTY));
        return serve("tcp:127.0.0.1:0");
    }

    /** Listens and serves whatever state the VM is in. */
    MonitorFixture serve(String address) {
        monitor.listen(ListenAddress.parse(address));
        Thread thread = new Thread(this::run, "machine");
        thread.setDaemon(true);
        thread.start();
        return this;
    }

    QmpClient connect() throws IOException {
        return QmpClient.connect(monitor.address());
    }

    QmpClient ready() throws IOException {
        return QmpClient.ready(monitor.address());
    }

    /** What the machine's thread ended with; null for a plain end. */
    @Nullable
    Throwable end() {
        return ended.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        monitor.shutDown(ShutdownCause.HOST_SIGNAL);
        end();
        machine.close();
    }

    private void run() {
        @Nullable Throwable problem = null;
        try (monitor) {
            monitor.serve(machine);
        } catch (RuntimeException e) {
            problem = e;
        }
        ended.complete(problem);
    }
}
