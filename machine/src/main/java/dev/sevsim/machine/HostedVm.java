package dev.sevsim.machine;

import dev.sevsim.abi.Bytes;
import dev.sevsim.bus.frame.LaunchBundle;
import dev.sevsim.bus.time.SeededRandom;
import dev.sevsim.bus.time.SimClock;
import dev.sevsim.host.libvirt.HostedGuest;
import dev.sevsim.host.libvirt.LibvirtLimits;
import dev.sevsim.host.libvirt.LibvirtServer;
import dev.sevsim.host.qmp.QmpLimits;
import dev.sevsim.host.qmp.QmpMonitor;
import dev.sevsim.host.qmp.VmStartException;
import dev.sevsim.host.vmm.ShutdownCause;
import dev.sevsim.host.vmm.VirtualMachine;
import dev.sevsim.host.vmm.Vmm;
import dev.sevsim.host.vmm.VmmException;
import dev.sevsim.io.file.InputException;
import dev.sevsim.io.socket.ListenAddress;
import dev.sevsim.io.socket.ListenException;
import dev.sevsim.psp.FirmwareProfile;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * A host that stays up for owners elsewhere: its VM waits, measured, until a client of the monitor lets it go on.
 *
 * <p>The machine lives on the thread that calls {@link #run}.
 */
public final class HostedVm {
    private final LaunchRequest request;
    private final Launch.Options options;
    private final SerialTarget serial;
    private final Optional<ListenAddress> monitorAddress;
    private final Optional<LibvirtSocket> libvirt;
    private final Optional<ListenAddress> libvirtAddress;
    private final SimClock clock = new SimClock();
    private final QmpMonitor monitor = new QmpMonitor(QmpLimits.DEFAULT, clock);
    private final CountDownLatch over = new CountDownLatch(1);

    /** Hears what an operator should know. */
    public interface Listener {
        /** Clients may connect. */
        void ready(Addresses addresses);

        /** The VMM complains but goes on. */
        void complaint(String text);
    }

    /**
     * Where everything listens.
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
     * @throws InputException for an address that makes no sense
     */
    public HostedVm(
            LaunchRequest request,
            Launch.Options options,
            Optional<String> monitor,
            Optional<LibvirtSocket> libvirt,
            SerialTarget serial) {
        this.request = request;
        this.options = options;
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
     * @return why the VMM gave up; empty when the VM came to its own end
     * @throws InputException for inputs that make no sense and addresses that are not free
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
        LaunchInputs inputs = LaunchInputs.of(request);
        try (TraceOutput trace = TraceOutput.open(options, clock);
                QmpMonitor opened = monitor;
                SerialTarget.Port port = serial.open(opened::wake)) {
            monitorAddress.ifPresent(opened::listen);
            Machine.Plan plan = Launch.plan(inputs, options, clock, trace);
            try (LibvirtServer server = libvirtServer(inputs);
                    Machine machine = new Machine(plan)) {
                libvirtAddress.ifPresent(server::listen);
                Optional<String> end = serve(machine, inputs, port, server, listener);
                trace.keep();
                return end;
            }
        }
    }

    /** Ends the VM as a signal does, and waits until its host is down; from any thread. */
    public void terminate() throws InterruptedException {
        monitor.shutDown(ShutdownCause.HOST_SIGNAL);
        over.await();
    }

    private LibvirtServer libvirtServer(LaunchInputs inputs) {
        LibvirtSocket.Files files = libvirt.map(LibvirtSocket::files)
                .orElseGet(() -> new LibvirtSocket.Files(Optional.empty(), Optional.empty(), Optional.empty()));
        return new LibvirtServer(
                LibvirtLimits.DEFAULT,
                LibvirtSocket.domain(inputs, files),
                task -> monitor.post(machine -> task.accept(new HostedGuest(machine))));
    }

    private Optional<String> serve(
            Machine machine, LaunchInputs inputs, SerialTarget.Port port, LibvirtServer server, Listener listener) {
        FirmwareProfile profile = machine.processor().profile();
        try (Vmm vmm = machine.vmm(inputs.vmmConfig(
                profile.encryption().cBit(),
                profile.encryption().addressReduction(),
                SeededRandom.of(options.seed())))) {
            VirtualMachine vm = new VirtualMachine(vmm, port.console(), monitor::happened);
            vm.launch(bundle()).ifPresent(listener::complaint);
            listener.ready(new Addresses(
                    monitorAddress.map(address -> monitor.address()),
                    libvirtAddress.map(address -> server.address()),
                    port.address()));
            monitor.serve(vm);
            return Optional.empty();
        } catch (VmmException e) {
            return Optional.of(Objects.toString(e.getMessage()));
        } catch (VmStartException e) {
            return Optional.of(Objects.toString(e.getMessage()));
        }
    }

    private LaunchBundle bundle() {
        int policy = request.policy().word();
        return request.session()
                .map(given -> new LaunchBundle(policy, given.godh(), given.session()))
                .orElseGet(() -> new LaunchBundle(policy, Bytes.EMPTY, Bytes.EMPTY));
    }
}
