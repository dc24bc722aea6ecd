package dev.sevsim.cli;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.abi.launch.LaunchSession;
import dev.sevsim.abi.launch.TransportKeys;
import dev.sevsim.io.file.InputException;
import dev.sevsim.machine.GuestSpec;
import dev.sevsim.machine.LibvirtSocket;
import dev.sevsim.machine.MachineSpec;
import dev.sevsim.machine.OwnerSpec;
import dev.sevsim.machine.OwnerSpec.GivenSession;
import dev.sevsim.owner.OwnerFiles;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A whole machine: the options that every verb with a guest shares. */
final class MachineOptions {
    /** What is launched without options. */
    static final String DEFAULTS =
            "Without --firmware, the embedded OVMF image is launched, and the embedded kernel unless"
                    + " --kernel names another one or --encrypted-disk has it. With --firmware, a kernel is measured only where --kernel names one,"
                    + " and without it the guest boots with --encrypted-disk alone.";

    @Mixin
    private GuestOptions guest = new GuestOptions();

    @Mixin
    private HostOptions host = new HostOptions();

    @Option(names = "--dh-cert", description = "The owner's certificate, made by another tool.")
    @Topic.Of(Topic.OWNER)
    private @Nullable Path dhCert;

    @Option(names = "--session", description = "The owner's session, made by another tool.")
    @Topic.Of(Topic.OWNER)
    private @Nullable Path session;

    @Mixin
    private SeedOption seed = new SeedOption();

    @Mixin
    private BudgetOptions budget = new BudgetOptions();

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
    private boolean revealSecrets;

    /** The guest, for changes before {@link #spec}. */
    GuestSpec.Builder guest(Console console) {
        return guest.guest(console);
    }

    /** The machine with this guest and this owner. */
    MachineSpec spec(GuestSpec.Builder described, OwnerSpec.Builder owner) {
        MachineSpec.Builder machine = MachineSpec.builder()
                .chip(host.chip())
                .host(host.host())
                .guest(described)
                .owner(owner);
        seed.value().ifPresent(machine::seed);
        budget.apply(machine);
        Optional.ofNullable(trace).ifPresent(machine::trace);
        return (revealSecrets ? machine.revealSecretsInTrace() : machine).build();
    }

    /** Whether the trace goes to standard output, which nothing else may use then. */
    boolean tracesToOutput() {
        return trace != null && trace.toString().equals("-");
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

    /** The session that another tool made, with its keys where this side may act for the owner. */
    Optional<GivenSession> session(Optional<TransportKeys> keys) {
        if (dhCert == null && session == null) {
            return Optional.empty();
        }
        if (dhCert == null || session == null) {
            throw new InputException(
                    dhCert == null
                            ? "--session needs the owner's certificate, give --dh-cert too"
                            : "--dh-cert needs the session that was made with it, give --session too");
        }
        Bytes godh = OwnerFiles.readBinary(dhCert, "owner's certificate", SevCertificate.SIZE);
        Bytes blob = OwnerFiles.readBinary(session, "session buffer", LaunchSession.SIZE);
        return Optional.of(new GivenSession(godh, blob, keys));
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
