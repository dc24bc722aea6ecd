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
import java.util.stream.Stream;
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

    @Option(
            names = "--real-cpuid",
            description =
                    "Let the program's CPUID instructions show this machine's processor instead of the host's, as they do"
                            + " in statically linked programs and in libraries.")
    private boolean realCpuid;

    @Mixin
    private SimulatedHostOptions host = new SimulatedHostOptions();

    @Parameters(paramLabel = "PROGRAM", arity = "1..*", description = "The program and its arguments, after --.")
    private List<String> command = List.of();

    @Override
    public Integer call() {
        if (System.getenv(Supervisor.FILES) != null) {
            throw new InputException(
                    "this is a program on a simulated host already: it uses that host without sevsim run");
        }
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
        }
        Path directory = privateDirectory();
        try {
            return socket.isPresent()
                    ? runOnServedHost(supervisor, devices, directory)
                    : runOnOwnHost(supervisor, devices, directory);
        } catch (IOException e) {
            throw new SimulatorException("the host cannot be served: " + e.getMessage(), e);
        } finally {
            remove(directory);
        }
    }

    private int runOnServedHost(Supervisor supervisor, Devices devices, Path directory) throws IOException {
        Path path = HostCommand.path(socket.orElseThrow());
        Supervisor.View view = Supervisor.View.of(path, directory, !realCpuid);
        return untilEnd(supervisor.start(path, devices, view, command), () -> {}, directory);
    }

    private int runOnOwnHost(Supervisor supervisor, Devices devices, Path directory) throws IOException {
        try (Machine machine = host.assemble(console);
                BridgeServer server = BridgeServer.open(
                        machine, directory.resolve("host"), text -> console.remark("sevsim: " + text))) {
            Supervisor.View view = Supervisor.View.of(machine.host().files(), directory, !realCpuid);
            int status = run(supervisor.start(server.socket(), devices, view, command), server, directory);
            boolean notDone = SimulatedHostOptions.complain(console, machine);
            return notDone && status == Main.OK ? Main.REFUSED : status;
        }
    }

    /** Serves a program until it has ended. */
    private static int run(Process program, BridgeServer server, Path directory) {
        var unused = program.onExit().thenRun(server::stop);
        return untilEnd(program, () -> SimulatedHostOptions.serve(server), directory);
    }

    /** The terminal sends its signals to the program as well, which decides what they do; others are passed on. */
    private static int untilEnd(Process program, Runnable work, Path directory) {
        CountDownLatch ended = new CountDownLatch(1);
        Object interrupt = Signals.register("INT", () -> {});
        Object quit = Signals.register("QUIT", () -> {});
        try {
            return OnSignal.during(
                    () -> {
                        work.run();
                        return status(program);
                    },
                    () -> end(program, ended, directory, SECONDS_TO_END));
        } finally {
            Signals.unregister("INT", interrupt);
            Signals.unregister("QUIT", quit);
            ended.countDown();
        }
    }

    private static int status(Process program) {
        while (true) {
            try {
                return program.waitFor();
            } catch (InterruptedException e) {
                program.destroy();
            }
        }
    }

    /** Asks the program to end, and kills it with what it has started when it does not: its host is about to be gone. */
    static void end(Process program, CountDownLatch ended, Path directory, int seconds) {
        program.destroy();
        try {
            if (!ended.await(seconds, TimeUnit.SECONDS)) {
                List<ProcessHandle> started = program.descendants().toList();
                program.destroyForcibly();
                started.forEach(ProcessHandle::destroyForcibly);
            }
            remove(directory);
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

    /** The directory has files alone. */
    private static void remove(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            // It is in the directory of temporary files.
        }
    }
}
