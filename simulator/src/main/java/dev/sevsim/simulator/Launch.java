package dev.sevsim.simulator;

import dev.sevsim.abi.secret.SecretTable;
import dev.sevsim.bus.tap.ConsoleView;
import dev.sevsim.bus.time.SeededRandom;
import dev.sevsim.bus.time.SimClock;
import dev.sevsim.bus.work.Workers;
import dev.sevsim.kernel.era.Era;
import dev.sevsim.psp.FirmwareProfile;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whole launches, each on a machine of its own. */
public final class Launch {
    private static final String SECURITY_FS = "/sys/kernel/security/";

    private Launch() {}

    /**
     * What surrounds a launch.
     *
     * @param seed repeats the run
     * @param state directory that keeps the platform between runs
     * @param trace file for the trace
     * @param revealSecretsInTrace the teaching view: the trace also holds what the guest prints
     */
    public record Options(long seed, Optional<Path> state, Optional<Path> trace, boolean revealSecretsInTrace) {
        /** Nothing but a seed. */
        public static Options ofSeed(long seed) {
            return new Options(seed, Optional.empty(), Optional.empty(), false);
        }
    }

    /** What is typed when nobody says, at the kernel of the merged interface. */
    public static List<String> defaultCommands(LaunchRequest.Secrets secrets) {
        return defaultCommands(secrets, Era.FINAL);
    }

    /**
     * What is typed when nobody says: load the module where that is done by hand, look at the secrets, dump the last one,
     * remove it, look again.
     */
    public static List<String> defaultCommands(LaunchRequest.Secrets secrets, Era era) {
        List<String> lines = new ArrayList<>();
        if (era == Era.V2) {
            lines.add("modprobe " + era.module());
        }
        String directory = SECURITY_FS + era.directory();
        lines.add("ls -la " + directory);
        List<SecretTable.Entry> entries = secrets.entries();
        if (!entries.isEmpty()) {
            String last = directory + "/" + entries.get(entries.size() - 1).guid();
            lines.addAll(List.of("xxd " + last, "rm " + last, "ls -la " + directory));
        }
        return List.copyOf(lines);
    }

    /**
     * Runs one launch to its end.
     *
     * @param keyboard where lines for the guest's shell come from when the request's commands are used up; null for none
     * @throws InputException for inputs that make no sense together, before anything is started
     */
    public static LaunchReport run(
            LaunchRequest request, Options options, LaunchListener listener, @Nullable InputStream keyboard) {
        return run(request, Optional.empty(), options, listener, keyboard);
    }

    /**
     * Runs one launch whose owner may be an attestation service; its request holds neither a session nor secrets then.
     *
     * @param owner the service; empty for an owner inside the machine
     */
    public static LaunchReport run(
            LaunchRequest request,
            Optional<OwnerAddress> owner,
            Options options,
            LaunchListener listener,
            @Nullable InputStream keyboard) {
        if (owner.isPresent()
                && (request.session().isPresent() || !request.secrets().equals(LaunchRequest.Secrets.NONE))) {
            throw new InputException("session and secrets come from the attestation service, the request has its own");
        }
        return run(LaunchInputs.of(request), owner, options, listener, keyboard);
    }

    /**
     * Does once what does not change from one launch to the next: checks the inputs, and computes what their owner expects.
     *
     * @throws InputException for inputs that make no sense together
     */
    public static PreparedLaunch prepare(LaunchRequest request) {
        LaunchInputs inputs = LaunchInputs.of(request);
        try (Workers workers = Workers.pooled()) {
            inputs.expected().computeAhead(workers);
        }
        return new PreparedLaunch(inputs);
    }

    /**
     * Launches a guest that stays up for its caller; the request's commands are not typed.
     *
     * @throws InputException for inputs that make no sense together, before anything is started
     * @throws LaunchRefusedException when the launch ends before the guest runs
     */
    public static RunningLaunch start(LaunchRequest request, Options options, LaunchListener listener) {
        return RunningLaunch.start(LaunchInputs.of(request), options, listener, List.of());
    }

    static LaunchReport run(
            LaunchInputs inputs, Options options, LaunchListener listener, @Nullable InputStream keyboard) {
        return run(inputs, Optional.empty(), options, listener, keyboard);
    }

    private static LaunchReport run(
            LaunchInputs inputs,
            Optional<OwnerAddress> owner,
            Options options,
            LaunchListener listener,
            @Nullable InputStream keyboard) {
        SimClock clock = new SimClock();
        try (TraceOutput trace = TraceOutput.open(options, clock)) {
            Machine.Plan plan = plan(inputs, options, clock, trace);
            try (Machine machine = new Machine(plan)) {
                if (machine.processor().hasDiscardedStore()) {
                    listener.step("psp", "found its store damaged and erased it: the platform has a new identity");
                }
                GuestConsole console =
                        new GuestConsole(listener, inputs.request().commands(), keyboard);
                LaunchReport report =
                        new LaunchRun(machine, inputs, owner, options.seed(), listener, console, plan.random()).run();
                trace.keep();
                return report;
            }
        }
    }

    /** The machine of a launch. */
    static Machine.Plan plan(LaunchInputs inputs, Options options, SimClock clock, TraceOutput trace) {
        return new Machine.Plan(
                FirmwareProfile.milan(),
                options.state().map(StateDirectory::new),
                SeededRandom.of(options.seed()),
                clock,
                trace.trace(),
                options.revealSecretsInTrace() ? ConsoleView.TEACHING : ConsoleView.HIDDEN,
                inputs.request().vcpus(),
                inputs.request().variant().release(),
                Machine.HostSetup.of(inputs.request()));
    }
}
