package dev.sevsim.cli;

import dev.sevsim.io.file.OutputTarget;
import dev.sevsim.machine.LibvirtSocket;
import dev.sevsim.machine.MachineSpec;
import dev.sevsim.machine.option.MachineDraft;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A whole machine: the options that every verb with a guest shares. */
final class MachineOptions {
    /** What is launched without options. */
    static final String DEFAULTS =
            "Without --firmware, the embedded OVMF image is launched, and the embedded kernel unless"
                    + " --kernel names another one or --encrypted-disk has it. With --firmware, a kernel is measured only where --kernel names one,"
                    + " and without it the guest boots with --encrypted-disk alone.";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec verb;

    @Mixin
    private GuestOptions guest = new GuestOptions();

    @Mixin
    HostOptions host = new HostOptions();

    @Option(names = "--dh-cert", description = "The owner's certificate, made by another tool.")
    @Topic.Of(Topic.OWNER)
    private @Nullable Path dhCert;

    @Option(names = "--session", description = "The owner's session, made by another tool.")
    @Topic.Of(Topic.OWNER)
    private @Nullable Path session;

    @Mixin
    SeedOption seed = new SeedOption();

    @Mixin
    BudgetOptions budget = new BudgetOptions();

    @Option(
            names = "--trace",
            paramLabel = "FILE",
            description = "Write a trace of the run, JSON Lines; with - launch prints the trace alone.")
    @Topic.Of(Topic.RUN)
    @OutputCheck.Written
    private @Nullable Path trace;

    @Option(
            names = "--reveal-secrets-in-trace",
            description = "Also write to the trace what the guest prints, plain secrets included.")
    @Topic.Of(Topic.RUN)
    boolean revealSecrets;

    /**
     * The machine as far as options describe it: each that was given is set under its name, in the order of {@link GivenOptions}.
     *
     * @throws dev.sevsim.io.file.InputException for a value that its option cannot have
     */
    MachineDraft draft(Console console) {
        return GivenOptions.draft(verb, console);
    }

    /** The described machine, with its trace. */
    MachineSpec spec(MachineDraft described) {
        return traced(described.build());
    }

    /** A machine with its trace. */
    MachineSpec traced(MachineSpec spec) {
        return trace == null ? spec : spec.withTrace(trace);
    }

    /** Whether the trace goes to standard output, which nothing else may use then. */
    boolean tracesToOutput() {
        return trace != null && OutputTarget.isStandardOutput(trace);
    }

    /** Whether a trace is written. */
    boolean writesTrace() {
        return trace != null;
    }

    boolean hasCommands() {
        return guest.hasCommands();
    }

    boolean hasEncryptedDisk() {
        return guest.hasEncryptedDisk();
    }

    /** Whether one of the session's files was named. */
    boolean namesSession() {
        return dhCert != null || session != null;
    }

    /** The guest's files by the names that were typed. */
    LibvirtSocket.Files files() {
        return guest.files();
    }
}
