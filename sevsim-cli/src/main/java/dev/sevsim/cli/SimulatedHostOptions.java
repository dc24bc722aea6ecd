package dev.sevsim.cli;

import dev.sevsim.bridge.BridgeServer;
import dev.sevsim.io.file.InputException;
import dev.sevsim.machine.Machine;
import dev.sevsim.machine.MachineSpec;
import dev.sevsim.machine.SimulatorException;
import dev.sevsim.machine.option.MachineOption;
import dev.sevsim.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A host without a guest of its own, for programs that make system calls on it. */
final class SimulatedHostOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec verb;

    @Option(
            names = "--scenario",
            paramLabel = "FILE",
            description =
                    "Machine of a scenario, with its acts and faults, instead of the options below; what it expects is not"
                            + " checked.")
    @Topic.Of(Topic.HOST)
    private @Nullable Path scenario;

    @Mixin
    HostOptions host = new HostOptions();

    @Mixin
    private SeedOption seed = new SeedOption();

    @Option(
            names = "--trace",
            paramLabel = "FILE",
            description = "Write a trace of every system call on the devices and of what it causes, JSON Lines.")
    @Topic.Of(Topic.RUN)
    @OutputCheck.Written
    private @Nullable Path trace;

    /** Switches the described machine on. */
    Machine assemble(Console console) {
        if (trace != null && trace.toString().equals("-")) {
            throw new InputException("programs use standard output: name a file for --trace");
        }
        MachineSpec spec = scenario == null ? GivenOptions.draft(verb, console).build() : ofScenario(scenario);
        return Machine.assemble(trace == null ? spec : spec.withTrace(trace));
    }

    private MachineSpec ofScenario(Path path) {
        String other = given().stream()
                .filter(name -> !List.of("--trace", "--seed", "--scenario").contains(name))
                .findFirst()
                .orElse(null);
        if (other != null) {
            throw new InputException(other + " describes a host, as --scenario does: leave one of them out");
        }
        List<Scenario> read = ScenarioPaths.read(List.of(path)).scenarios();
        if (read.size() != 1) {
            throw new InputException("--scenario " + path + " has " + read.size() + " scenarios, expected one");
        }
        MachineSpec spec = read.get(0).machine();
        return seed.value().isPresent() ? spec.withSeed(seed.value().getAsLong()) : spec;
    }

    /** Names of those options that were given, which describe a host that is not there yet. */
    List<String> given() {
        return verb.commandLine().getParseResult().matchedOptions().stream()
                .filter(option -> option.getter() != null && isOurs(option.longestName()))
                .map(option -> option.longestName())
                .toList();
    }

    private static boolean isOurs(String name) {
        return name.equals("--trace")
                || name.equals("--scenario")
                || MachineOption.named(name.substring(2)).isPresent();
    }

    /** Serves programs until the server is stopped, and closes it. */
    static void serve(BridgeServer server) {
        try {
            server.serve();
        } catch (IOException e) {
            throw new SimulatorException("the host cannot be served: " + e.getMessage(), e);
        } finally {
            server.close();
        }
    }

    /** Prints a line for each fault and act that never happened; whether there is one. */
    static boolean complain(Console console, Machine machine) {
        List<String> notDone = Console.notDone(machine.pendingFaults(), machine.pendingActs());
        notDone.forEach(console::error);
        return !notDone.isEmpty();
    }
}
