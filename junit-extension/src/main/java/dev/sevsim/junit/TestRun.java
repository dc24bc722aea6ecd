package dev.sevsim.junit;

import dev.sevsim.bus.Tap;
import dev.sevsim.bus.trace.TraceRecord;
import dev.sevsim.machine.Machine;
import dev.sevsim.machine.MachineSpec;
import dev.sevsim.machine.PlatformSession;
import dev.sevsim.scenario.LaunchResult;
import dev.sevsim.scenario.Watch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What one test has: the seed, what its parameters have ordered, and its machines. */
final class TestRun {
    private final long seed;
    private final Settings settings;
    private final List<Consumer<MachineSpec.Builder>> changes = new CopyOnWriteArrayList<>();
    private final List<String> texts = new CopyOnWriteArrayList<>();
    private final List<WatchedMachine> machines = new CopyOnWriteArrayList<>();
    private final List<WatchedMachine> on = new CopyOnWriteArrayList<>();
    private volatile boolean errorsExpected;
    private @Nullable Path platform;

    TestRun(long seed, Settings settings) {
        this.seed = seed;
        this.settings = settings;
        errorsExpected = settings.errorsExpected();
    }

    long seed() {
        return seed;
    }

    /** Begins the description of a machine with everything that the test has ordered so far. */
    MachineSpec.Builder spec() {
        MachineSpec.Builder spec = MachineSpec.builder().printNoSecrets().seed(seed);
        Path directory = platformDirectory();
        if (directory != null) {
            spec.state(directory);
        }
        settings.machine().forEach(change -> change.accept(spec));
        changes.forEach(change -> change.accept(spec));
        return spec;
    }

    /** Changes the machines that are described from now on. */
    void change(Consumer<MachineSpec.Builder> change) {
        changes.add(change);
    }

    /** Searches the machines that are assembled from now on for a text. */
    void searchFor(String text) {
        texts.add(text);
    }

    /** Lets no error of the firmware fail the test. */
    void expectErrors() {
        errorsExpected = true;
    }

    /** Keeps the platform from one machine to the next. */
    synchronized void keepPlatform() {
        if (platform == null) {
            try {
                platform = Files.createTempDirectory("sevsim-platform");
            } catch (IOException e) {
                throw new UncheckedIOException("no directory for the platform can be made", e);
            }
        }
    }

    /**
     * Switches a machine on. A platform that is kept is in one machine at a time: its directory is locked, so that the machine before is
     * switched off.
     */
    WatchedMachine assemble(MachineSpec spec, List<Tap> taps) {
        if (platformDirectory() != null) {
            switchOff();
        }
        Watch watch = new Watch();
        texts.forEach(watch::searchFor);
        Machine.Assembly assembly = watch.assemblyOf(spec);
        taps.forEach(assembly::tap);
        WatchedMachine made = new WatchedMachine(assembly.assemble(), watch);
        machines.add(made);
        on.add(made);
        return made;
    }

    /** A program that uses the platform of the machine that is on, or of a new one. */
    PlatformSession platform() {
        keepPlatform();
        WatchedMachine current = on.isEmpty() ? assemble(spec().build(), List.of()) : on.get(on.size() - 1);
        return PlatformSession.on(current.machine());
    }

    /** The records of all machines, one machine after the other. */
    List<List<TraceRecord>> records() {
        return machines.stream().map(machine -> machine.watch().records()).toList();
    }

    /** The records of the machine of the last launch; empty without a launch. */
    List<TraceRecord> lastLaunch() {
        return machines.stream()
                .filter(WatchedMachine::hasLaunched)
                .reduce((one, next) -> next)
                .map(machine -> machine.watch().records())
                .orElse(List.of());
    }

    /** What fails the test although its code did not, one line each, machine by machine. */
    List<String> problems() {
        return machines.stream()
                .flatMap(machine -> machine.problems(errorsExpected).stream())
                .toList();
    }

    /**
     * Writes the traces and tells what a reader of a failure needs.
     *
     * @param name of the test, for the names of the traces
     * @param repeat how to run it again
     */
    String describe(String name, String repeat) {
        List<String> lines = new ArrayList<>(List.of("sevsim seed " + seed, "repeat: " + repeat));
        for (Path file : writeTraces(name)) {
            lines.add("trace: " + file);
        }
        firstRefusal().ifPresent(refusal -> lines.add("first refusal: " + LaunchResult.refusalText(refusal)));
        return String.join("\n", lines);
    }

    private Optional<TraceRecord> firstRefusal() {
        return records().stream()
                .flatMap(records -> LaunchResult.firstRefusal(records).stream())
                .findFirst();
    }

    /** One file for each machine, numbered where there are several. */
    private List<Path> writeTraces(String name) {
        Path directory = traces();
        List<Path> files = new ArrayList<>();
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("directory " + directory + " for traces cannot be made", e);
        }
        for (WatchedMachine machine : machines) {
            String number = machines.size() == 1 ? "" : "-" + (files.size() + 1);
            Path file = directory.resolve(name + number + ".jsonl");
            machine.watch().write(file, machine.machine().spec());
            files.add(file);
        }
        return files;
    }

    private Path traces() {
        return settings.traces().orElseGet(() -> BuildTool.of(Path.of("")).traces());
    }

    private synchronized @Nullable Path platformDirectory() {
        return platform;
    }

    private void switchOff() {
        on.forEach(machine -> machine.machine().close());
        on.clear();
    }

    /** Switches all machines off. */
    void close() {
        switchOff();
        Path directory = platformDirectory();
        if (directory != null) {
            remove(directory);
        }
    }

    private static void remove(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("directory " + directory + " of the platform cannot be removed", e);
        }
    }
}
