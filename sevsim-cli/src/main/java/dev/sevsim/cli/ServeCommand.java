package dev.sevsim.cli;

import dev.sevsim.io.file.InputException;
import dev.sevsim.machine.GuestSpec;
import dev.sevsim.machine.HostedVm;
import dev.sevsim.machine.LibvirtSocket;
import dev.sevsim.machine.MachineSpec;
import dev.sevsim.machine.OwnerSpec;
import dev.sevsim.machine.SerialTarget;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code serve}: a host that stays up for guest owners elsewhere. */
@Command(
        name = "serve",
        description = {
            "Starts a VM in pause, measured, and serves its monitor: an owner elsewhere attests and injects over QMP",
            "or libvirt's protocol, cont or resume boots the guest. Ends on quit, on the guest's power-off and on SIGTERM."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ServeCommand extends Verb {
    @Option(
            names = "--qmp",
            paramLabel = "ADDRESS",
            description = "Where the monitor listens: unix:PATH or tcp:127.0.0.1:PORT (port 0: any free one)")
    private @Nullable String qmp;

    @Option(
            names = "--libvirt",
            paramLabel = "unix:PATH",
            description = "Where libvirt's clients connect: qemu+unix:///system?socket=PATH, domain sevsim")
    private @Nullable String libvirt;

    @Option(
            names = "--serial",
            paramLabel = "TARGET",
            description = "The guest's serial port: file:PATH, unix:PATH or stdio (default: ${DEFAULT-VALUE})")
    private String serial = "stdio";

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private MachineOptions machine;

    @Option(names = "--json", description = "Say where it listens as one JSON object")
    private boolean json;

    /** Made by picocli. */
    ServeCommand() {}

    @Override
    public Integer call() {
        if (qmp == null && libvirt == null) {
            throw new InputException("serve needs --qmp or --libvirt; see: sevsim serve --help");
        }
        OwnerSpec.Builder owner = OwnerSpec.builder().noSecrets();
        machine.session(Optional.empty()).ifPresent(owner::session);
        GuestSpec.Builder guest = machine.guest(console);
        MachineSpec spec = machine.spec(machine.hasCommands() ? guest : guest.run(), owner);
        HostedVm vm = new HostedVm(
                spec,
                Optional.ofNullable(qmp),
                Optional.ofNullable(libvirt).map(address -> new LibvirtSocket(address, machine.files())),
                SerialTarget.parse(serial, console.stream(), System.in));
        Thread onSignal = new Thread(() -> terminate(vm), "sevsim-signal");
        Runtime.getRuntime().addShutdownHook(onSignal);
        Optional<String> failure;
        try {
            failure = vm.run(new View(spec.seed()));
        } finally {
            boolean unused = forget(onSignal);
        }
        if (failure.isPresent()) {
            console.error("the VMM gave up: " + failure.get());
            return Main.REFUSED;
        }
        return Main.OK;
    }

    /** A signal is one of the ways to end: the VM is shut down and the status is that of a good end. */
    private static void terminate(HostedVm vm) {
        try {
            vm.terminate();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(Main.OK);
    }

    /** False when the signal has come already: the program ends by it. */
    private static boolean forget(Thread onSignal) {
        try {
            return Runtime.getRuntime().removeShutdownHook(onSignal);
        } catch (IllegalStateException e) {
            return false;
        }
    }

    /** Tells the operator. */
    private final class View implements HostedVm.Listener {
        private final long seed;

        View(long seed) {
            this.seed = seed;
        }

        @Override
        public void ready(HostedVm.Addresses addresses) {
            if (json) {
                console.line(JsonText.object(g -> {
                    addresses.monitor().ifPresent(monitor -> g.writeStringProperty("qmp", monitor));
                    addresses.libvirt().ifPresent(socket -> g.writeStringProperty("libvirt", socket));
                    addresses.serialPort().ifPresent(port -> g.writeStringProperty("serial", port));
                    g.writeNumberProperty("seed", seed);
                }));
                return;
            }
            console.line("sevsim " + Main.Version.number() + ": everything is simulated and protects nothing (seed "
                    + seed + ")");
            addresses.monitor().ifPresent(monitor -> console.line("qmp: " + monitor));
            addresses.libvirt().ifPresent(socket -> console.line("libvirt: " + socket));
            addresses.serialPort().ifPresent(port -> console.line("serial: " + port));
        }

        @Override
        public void complaint(String text) {
            console.remark("sevsim: " + text);
        }
    }
}
