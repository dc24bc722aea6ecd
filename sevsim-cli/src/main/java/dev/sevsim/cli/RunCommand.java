package dev.sevsim.cli;

import dev.sevsim.bridge.BridgeServer;
import dev.sevsim.bridge.Devices;
import dev.sevsim.bridge.Supervisor;
import dev.sevsim.io.file.InputException;
import dev.sevsim.machine.Machine;
import dev.sevsim.machine.SimulatorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jline.utils.Signals;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code run}: an unmodified Linux program on a simulated host. */
@Command(
        name = "run",
        description =
                "Runs an unmodified Linux program whose /dev/sev and /dev/kvm are those of a simulated host, without root"
                        + " and without a device; docs/linux-bridge.md has what programs can use. The exit status is the program's.",
        abbreviateSynopsis = true)
final class RunCommand extends Verb {
    private static final Path REAL_DEVICE = Path.of("/dev/sev");
    private static final Pattern MODE = Pattern.compile("0?[0-7]{3}");
    private static final int OCTAL = 8;
    private static final int SECONDS_TO_END = 10;

    /** Exit status of the supervisor when it could not start the program; it has printed why. */
    private static final int NOT_STARTED = 125;

    @Option(
            names = "--host",
            paramLabel = "unix:PATH",
            description = "Host that sevsim host serves (default: one of its own, which the options below describe).")
    private Optional<String> socket = Optional.empty();

    @Option(names = "--no-dev-sev", description = "Let the host have no /dev/sev.")
    private boolean withoutSev;

    @Option(names = "--no-dev-kvm", description = "Let the host have no /dev/kvm.")
    private boolean withoutKvm;

    @Option(
            names = "--dev-sev-mode",
            paramLabel = "MODE",
            description =
                    "Permissions of /dev/sev, such as 0600, with root as its owner (default: the caller owns it).")
    private Optional<String> sevMode = Optional.empty();

    @Option(names = "--dev-kvm-mode", paramLabel = "MODE", description = "Permissions of /dev/kvm, likewise.")
    private Optional<String> kvmMode = Optional.empty();

    @Option(
            names = "--replace-dev-sev",
            description = "Run on the simulated host although this machine has a /dev/sev of its own.")
    private boolean replaceDevice;

    @Option(
            names = "--preload",
            description =
                    "Catch system calls with a library in the program instead of seccomp; for dynamically linked programs"
                            + " where the kernel allows no seccomp notifications.")
    private boolean preload;

    @Mixin
    private SimulatedHostOptions host = new SimulatedHostOptions();

    @Parameters(paramLabel = "PROGRAM", arity = "1..*", description = "The program and its arguments, after --.")
    private List<String> command = List.of();

    @Override
    public Integer call() {
        if (Files.exists(REAL_DEVICE) && !replaceDevice) {
            throw new InputException(
                    "this machine has a /dev/sev of its own; to run on a simulated host all the same, add"
                            + " --replace-dev-sev");
        }
        Devices devices =
                new Devices(node("--dev-sev-mode", withoutSev, sevMode), node("--dev-kvm-mode", withoutKvm, kvmMode));
        if (preload && !devices.equals(Devices.USABLE)) {
            throw new InputException(
                    "--preload shows the devices as they are: leave out --no-dev-sev, --no-dev-kvm and modes");
        }
        Supervisor supervisor = Supervisor.prepare(preload ? Supervisor.Way.PRELOAD : Supervisor.Way.SECCOMP);
        if (socket.isPresent()) {
            List<String> unused = host.given();
            if (!unused.isEmpty()) {
                throw new InputException(unused.get(0) + " describes a host: give it to sevsim host, not with --host");
            }
            Path path = HostCommand.path(socket.get());
            return untilEnd(supervisor.start(path, devices, command), () -> {});
        }
        return runOnOwnHost(supervisor, devices);
    }

    private int runOnOwnHost(Supervisor supervisor, Devices devices) {
        Path directory = privateDirectory();
        try (Machine machine = host.assemble(console);
                BridgeServer server = BridgeServer.open(
                        machine, directory.resolve("host"), text -> console.remark("sevsim: " + text))) {
            int status = run(supervisor.start(server.socket(), devices, command), server);
            boolean notDone = SimulatedHostOptions.complain(console, machine);
            return notDone && status == Main.OK ? Main.REFUSED : status;
        } catch (IOException e) {
            throw new SimulatorException("the host cannot be served: " + e.getMessage(), e);
        } finally {
            remove(directory);
        }
    }

    /** Serves a program until it has ended. */
    private static int run(Process program, BridgeServer server) {
        var unused = program.onExit().thenRun(server::stop);
        return untilEnd(program, () -> SimulatedHostOptions.serve(server));
    }

    /** The terminal sends its signals to the program as well, which decides what they do; others are passed on. */
    private static int untilEnd(Process program, Runnable work) {
        CountDownLatch ended = new CountDownLatch(1);
        Object interrupt = Signals.register("INT", () -> {});
        Object quit = Signals.register("QUIT", () -> {});
        try {
            return OnSignal.during(
                    () -> {
                        work.run();
                        return status(program);
                    },
                    () -> end(program, ended));
        } finally {
            Signals.unregister("INT", interrupt);
            Signals.unregister("QUIT", quit);
            ended.countDown();
        }
    }

    private static int status(Process program) {
        while (true) {
            try {
                int status = program.waitFor();
                return status == NOT_STARTED ? Main.REFUSED : status;
            } catch (InterruptedException e) {
                program.destroy();
            }
        }
    }

    private static void end(Process program, CountDownLatch ended) {
        program.destroy();
        try {
            boolean unused = ended.await(SECONDS_TO_END, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Devices.Node node(String option, boolean absent, Optional<String> mode) {
        return new Devices.Node(!absent, mode.map(text -> {
            if (!MODE.matcher(text).matches()) {
                throw new InputException(
                        option + " '" + text + "' is no mode, expected three octal digits such as 0600");
            }
            return Integer.parseInt(text, OCTAL);
        }));
    }

    private static Path privateDirectory() {
        try {
            return Files.createTempDirectory("sevsim");
        } catch (IOException e) {
            throw new SimulatorException("a directory for the host's socket cannot be made: " + e.getMessage(), e);
        }
    }

    private static void remove(Path directory) {
        try {
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            // It is empty and in the directory of temporary files.
        }
    }
}
