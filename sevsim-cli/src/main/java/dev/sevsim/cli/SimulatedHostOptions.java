package dev.sevsim.cli;

import dev.sevsim.io.file.InputException;
import dev.sevsim.machine.Machine;
import dev.sevsim.machine.MachineSpec;
import dev.sevsim.machine.option.MachineOption;
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

    @Mixin
    private HostOptions host = new HostOptions();

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
        MachineSpec spec = GivenOptions.draft(verb, console).build();
        return Machine.assemble(trace == null ? spec : spec.withTrace(trace));
    }

    /** Names of those options that were given, which describe a host that is not there yet. */
    List<String> given() {
        return verb.commandLine().getParseResult().matchedOptions().stream()
                .filter(option -> option.getter() != null && isOurs(option.longestName()))
                .map(option -> option.longestName())
                .toList();
    }

    private static boolean isOurs(String name) {
        return name.equals("--trace") || MachineOption.named(name.substring(2)).isPresent();
    }

    /** Prints a line for each fault and act that never happened; whether there is one. */
    static boolean complain(Console console, Machine machine) {
        List<String> notDone = Console.notDone(machine.pendingFaults(), machine.pendingActs());
        notDone.forEach(console::error);
        return !notDone.isEmpty();
    }
}
