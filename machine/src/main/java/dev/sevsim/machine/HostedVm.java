package dev.sevsim.machine;

import dev.sevsim.abi.Bytes;
import dev.sevsim.bus.frame.LaunchBundle;
import dev.sevsim.bus.tap.Fault;
import dev.sevsim.bus.time.SimClock;
import dev.sevsim.bus.time.SimRandom;
import dev.sevsim.host.libvirt.HostedGuest;
import dev.sevsim.host.libvirt.LibvirtLimits;
import dev.sevsim.host.libvirt.LibvirtServer;
import dev.sevsim.host.qmp.QmpLimits;
import dev.sevsim.host.qmp.QmpMonitor;
import dev.sevsim.host.qmp.VmStartException;
import dev.sevsim.host.vmm.ConsoleSession;
import dev.sevsim.host.vmm.ShutdownCause;
import dev.sevsim.host.vmm.VirtualMachine;
import dev.sevsim.host.vmm.Vmm;
import dev.sevsim.host.vmm.VmmEvent;
import dev.sevsim.host.vmm.VmmException;
import dev.sevsim.io.file.InputException;
import dev.sevsim.io.socket.ListenAddress;
import dev.sevsim.io.socket.ListenException;
import dev.sevsim.machine.act.ActRunner;
import dev.sevsim.machine.act.Point.Side;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * A host that stays up for guest owners: its VM is measured and paused until a client of the monitor continues it. The
 * described commands are typed at the guest's shell before the input of the serial port.
 *
 * <p>The machine runs on the thread that calls {@link #run}.
 */
public final class HostedVm {
    private final MachineSpec spec;
    private final SerialTarget serial;
    private final Optional<ListenAddress> monitorAddress;
    private final Optional<LibvirtSocket> libvirt;
    private final Optional<ListenAddress> libvirtAddress;
    private final SimClock clock = new SimClock();
    private final QmpMonitor monitor = new QmpMonitor(QmpLimits.DEFAULT, clock);
    private final CountDownLatch over = new CountDownLatch(1);

    /** Receives events for the operator. */
    public interface Listener {
        /** Clients may connect. */
        void ready(Addresses addresses);

        /** The VMM reports a problem and goes on. */
        void complaint(String text);

        /** Something happened to the VM, such as an injection or its end. */
        default void event(String text) {}

        /** The VM has ended; {@code pending} are the described faults that did not happen, {@code missed} acts that were not done. */
        default void ended(List<Fault> pending, List<ActRunner.Missed> missed) {}
    }

    /**
     * Addresses of the listening sockets.
     *
     * @param monitor the monitor
     * @param libvirt the stand-in for libvirt
     * @param serialPort the serial port, if that is a socket
     */
    public record Addresses(Optional<String> monitor, Optional<String> libvirt, Optional<String> serialPort) {}

    /**
     * A host that was not started.
     *
     * @param monitor {@code unix:PATH} or {@code tcp:127.0.0.1:PORT}; empty for none
     * @param libvirt where libvirt's clients connect; empty for nowhere
     * @param serial where the guest's serial port leads
     * @throws InputException for an address that is not valid
     */
    public HostedVm(MachineSpec spec, Optional<String> monitor, Optional<LibvirtSocket> libvirt, SerialTarget serial) {
        this.spec = spec;
        this.serial = serial;
        this.libvirt = libvirt;
        this.libvirtAddress = libvirt.map(socket -> parse("--libvirt", socket.address()));
        this.monitorAddress = monitor.map(address -> parse("--qmp", address));
    }

    private static ListenAddress parse(String option, String address) {
        try {
            return ListenAddress.parse(address);
        } catch (ListenException e) {
            throw new InputException(option + ": " + e.getMessage(), e);
        }
    }

    /**
     * Launches the VM and serves it to its end.
     *
     * @return reason of a failure of the VMM; empty when the VM ended regularly
     * @throws InputException for inputs that are not valid and addresses that are in use
     */
    public Optional<String> run(Listener listener) {
        try {
            return runToItsEnd(listener);
        } catch (ListenException e) {
            throw new InputException(Objects.toString(e.getMessage()), e);
        } finally {
            over.countDown();
        }
    }

    private Optional<String> runToItsEnd(Listener listener) {
        try (QmpMonitor opened = monitor;
                SerialTarget.Port port = serial.open(serialEnd())) {
            monitorAddress.ifPresent(opened::listen);
            try (LibvirtServer server = libvirtServer();
                    Machine machine = Machine.of(spec).clock(clock).assemble()) {
                libvirtAddress.ifPresent(server::listen);
                return serve(machine, port, server, listener);
            }
        }
    }

    private SerialTarget.Other serialEnd() {
        return new SerialTarget.Other() {
            @Override
            public void typed() {
                monitor.wake();
            }

            @Override
            public void left() {
                monitor.shutDown(ShutdownCause.HOST_SIGNAL);
            }
        };
    }

    /** Ends the VM as a signal does, and waits until its host is down; from any thread. */
    public void terminate() throws InterruptedException {
        monitor.shutDown(ShutdownCause.HOST_SIGNAL);
        over.await();
    }

    private LibvirtServer libvirtServer() {
        LibvirtSocket.Files files = libvirt.map(LibvirtSocket::files)
                .orElseGet(() -> new LibvirtSocket.Files(Optional.empty(), Optional.empty(), Optional.empty()));
        return new LibvirtServer(
                LibvirtLimits.DEFAULT,
                LibvirtSocket.domain(spec, files),
                task -> monitor.post(machine -> task.accept(new HostedGuest(machine))));
    }

    private Optional<String> serve(Machine machine, SerialTarget.Port port, LibvirtServer server, Listener listener) {
        SimRandom random = machine.nextLaunch();
        ConsoleSession console = new TypedLines(spec.guest().commands().orElseThrow(), port.console());
        Vmm vmm = machine.vmm(spec, random);
        try (VirtualMachine vm = new VirtualMachine(vmm, console, watcher(port, listener))) {
            serve(vm, machine, random, new Clients(port, server, listener, vmm));
            return Optional.empty();
        } catch (VmmException e) {
            return Optional.of(Objects.toString(e.getMessage()));
        } catch (VmStartException e) {
            return Optional.of(Objects.toString(e.getMessage()));
        }
    }

    /** Who the VM is served to, and by which VMM. */
    private record Clients(SerialTarget.Port port, LibvirtServer server, Listener listener, Vmm vmm) {}

    /** An observer that ends the run does so before the VM is closed. */
    private void serve(VirtualMachine vm, Machine machine, SimRandom random, Clients clients) {
        try {
            spec.guest()
                    .flash()
                    .nvram()
                    .ifPresent(unit -> clients.listener().complaint(GuestSpec.FlashUnits.NVRAM_REMARK));
            vm.launch(bundle()).ifPresent(clients.listener()::complaint);
            var unused = machine.addCpus(clients.vmm(), vm.guest().orElseThrow(), spec.guest(), random);
            clients.listener()
                    .ready(new Addresses(
                            monitorAddress.map(address -> monitor.address()),
                            libvirtAddress.map(address -> clients.server().address()),
                            clients.port().address()));
            clients.listener().event(waiting());
            monitor.observe(points(machine.acts()));
            monitor.serve(vm);
            clients.listener().ended(machine.pendingFaults(), machine.pendingActs());
        } finally {
            machine.acts().switchOff();
        }
    }

    private static QmpMonitor.CommandObserver points(ActRunner acts) {
        return new QmpMonitor.CommandObserver() {
            @Override
            public void begins(String command) {
                acts.monitorCommand(command, Side.BEFORE, Optional.empty());
            }

            @Override
            public void ends(String command, Optional<String> error) {
                acts.monitorCommand(command, Side.AFTER, error);
            }
        };
    }

    /** Passes events on to the clients of the monitor, to the serial port and to the operator. */
    private VirtualMachine.Watcher watcher(SerialTarget.Port port, Listener listener) {
        return new VirtualMachine.Watcher() {
            @Override
            public void happened(VmmEvent event) {
                monitor.happened(event);
                listener.event(describe(event));
                if (event.kind() == VmmEvent.Kind.RESUME) {
                    port.running().run();
                }
            }

            @Override
            public void injected(int length) {
                listener.event("injected: " + length + " bytes of secrets");
            }
        };
    }

    private String waiting() {
        return "waiting: the guest is paused until its owner has read the measurement ("
                + (monitorAddress.isPresent() ? "query-sev-launch-measure" : "domlaunchsecinfo")
                + "), injected secrets ("
                + (monitorAddress.isPresent() ? "sev-inject-launch-secret" : "domsetlaunchsecstate")
                + ") and started it (" + (monitorAddress.isPresent() ? "cont" : "resume") + ")";
    }

    private static String describe(VmmEvent event) {
        String cause = event.cause().map(why -> ": " + why.text()).orElse("");
        return switch (event.kind()) {
            case RESUME -> "running: the guest runs";
            case STOP -> "paused: the guest stands still";
            case POWERDOWN -> "powerdown: the power button was pressed";
            case RESET -> "reset" + cause;
            case SHUTDOWN -> "ended" + cause;
        };
    }

    private LaunchBundle bundle() {
        int policy = spec.guest().policy().word();
        return spec.owner()
                .session()
                .map(given -> new LaunchBundle(policy, given.godh(), given.session()))
                .orElseGet(() -> new LaunchBundle(policy, Bytes.EMPTY, Bytes.EMPTY));
    }
}
