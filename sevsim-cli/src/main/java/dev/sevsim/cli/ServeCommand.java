package dev.sevsim.cli;

import dev.sevsim.bus.tap.Fault;
import dev.sevsim.io.file.InputException;
import dev.sevsim.machine.GuestSpec;
import dev.sevsim.machine.HostedVm;
import dev.sevsim.machine.LibvirtSocket;
import dev.sevsim.machine.MachineSpec;
import dev.sevsim.machine.OwnerSpec;
import dev.sevsim.machine.SerialTarget;
import dev.sevsim.machine.act.ActRunner;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code serve}: a host that stays up for guest owners on other machines. */
@Command(
        name = "serve",
        description =
                "Starts a VM, measured and paused, that a guest owner attests and injects secrets into over QMP or"
                        + " libvirt's protocol; cont or resume boots the guest. Ends on quit, on the guest's power-off and on"
                        + " SIGTERM.",
        abbreviateSynopsis = true,
        footer = {"", MachineOptions.DEFAULTS})
@JsonVerb.Report("serve")
final class ServeCommand extends JsonVerb {
    @Option(
            names = "--qmp",
            paramLabel = "ADDRESS",
            description = "Address of the QMP monitor, unix:PATH or tcp:127.0.0.1:PORT; port 0 takes a free one.")
    @OutputCheck.Written
    private Optional<String> qmp = Optional.empty();

    @Option(
            names = "--libvirt",
            paramLabel = "unix:PATH",
            description = "Socket for libvirt's clients, which find domain sevsim at qemu+unix:///system?socket=PATH.")
    @OutputCheck.Written
    private Optional<String> libvirt = Optional.empty();

    @Option(
            names = "--serial",
            paramLabel = "TARGET",
            description =
                    "Target of the guest's serial port: file:PATH, unix:PATH or stdio (default: ${DEFAULT-VALUE}). At a"
                            + " terminal stdio has history, completion and line editing once the guest runs; Ctrl-] ends the"
                            + " VM there.")
    @OutputCheck.Written
    private String serial = "stdio";

    @Mixin
    private MachineOptions machine = new MachineOptions();

    @Override
    public Integer call() {
        if (qmp.isEmpty() && libvirt.isEmpty()) {
            throw new InputException("serve needs --qmp or --libvirt; see: sevsim serve --help");
        }
        if (machine.tracesToOutput()) {
            throw new InputException("serve prints its addresses on standard output: name a file for --trace");
        }
        OwnerSpec.Builder owner = OwnerSpec.builder().noSecrets();
        machine.session(Optional.empty()).ifPresent(owner::session);
        GuestSpec.Builder guest = machine.guest(console);
        MachineSpec spec = machine.spec(machine.hasCommands() ? guest : guest.run(), owner);
        View view = new View(spec.seed());
        Optional<String> failure;
        try (RawTerminal terminal = new RawTerminal(System.in)) {
            HostedVm vm = new HostedVm(
                    spec,
                    qmp,
                    libvirt.map(address -> new LibvirtSocket(address, machine.files())),
                    serial.equals("stdio") && Console.isInteractive()
                            ? SerialTarget.terminal(console.stream(), terminal.keys())
                            : SerialTarget.parse(serial, console.stream(), System.in));
            try (OnSignal signal = OnSignal.run(() -> terminate(vm))) {
                failure = vm.run(view);
            }
        }
        failure.ifPresent(reason -> console.error("the VMM failed: " + reason));
        List<String> notDone = Console.notDone(view.missed, view.notDone);
        notDone.forEach(console::error);
        return !notDone.isEmpty() || failure.isPresent() ? Main.REFUSED : Main.OK;
    }

    /** A signal is a regular end: the VM is shut down and the exit status is 0. */
    private static void terminate(HostedVm vm) {
        try {
            vm.terminate();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(Main.OK);
    }

    /** Prints addresses and complaints for the operator. */
    private final class View implements HostedVm.Listener {
        private final OptionalLong seed;
        private List<Fault> missed = List.of();
        private List<ActRunner.Missed> notDone = List.of();

        View(OptionalLong seed) {
            this.seed = seed;
        }

        @Override
        public void ready(HostedVm.Addresses addresses) {
            if (json()) {
                console.json(JsonText.object(g -> {
                    addresses.monitor().ifPresent(monitor -> g.writeStringProperty("qmp", monitor));
                    addresses.libvirt().ifPresent(socket -> g.writeStringProperty("libvirt", socket));
                    addresses.serialPort().ifPresent(port -> g.writeStringProperty("serial", port));
                    seed.ifPresent(number -> g.writeNumberProperty("seed", number));
                }));
                return;
            }
            console.line(SeedOption.notice(seed));
            addresses.monitor().ifPresent(monitor -> console.line("qmp: " + monitor));
            addresses.libvirt().ifPresent(socket -> console.line("libvirt: " + socket));
            addresses.serialPort().ifPresent(port -> {
                console.line("serial: " + port);
                console.remark("sevsim: a client of the serial port needs its terminal in raw mode: socat -,raw,echo=0"
                        + " UNIX-CONNECT:" + port.substring(port.indexOf(':') + 1));
            });
        }

        @Override
        public void complaint(String text) {
            console.remark("sevsim: " + text);
        }

        @Override
        public void event(String text) {
            if (!json()) {
                console.remark("sevsim: " + text);
            }
        }

        @Override
        public void ended(List<Fault> pending, List<ActRunner.Missed> acts) {
            missed = pending;
            notDone = acts;
        }
    }
}
