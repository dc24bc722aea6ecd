package dev.sevsim.machine;

import dev.sevsim.abi.Bytes;
import dev.sevsim.bus.time.SimClock;
import dev.sevsim.bus.trace.MemoryTrace;
import dev.sevsim.bus.trace.RecordedRun;
import dev.sevsim.io.file.InputException;
import dev.sevsim.machine.act.Event;
import dev.sevsim.machine.act.PlannedAct;
import dev.sevsim.machine.act.Point;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Optional;

/**
 * A launch that can be stopped at any point, looked at, and run again otherwise from there: each time it is run again from its seed, so
 * that it does the same up to the point. Immutable.
 *
 * <pre>{@code
 * Replay launch = Replay.of(MachineSpec.builder().seed(7).build());
 * try (StoppedRun stopped = launch.stopAt(Point.before("LAUNCH_FINISH"))) {
 *     Bytes ciphertext = stopped.hostView(PageName.of(SECRETS), 64);
 * }
 * Replay attacked = launch.with(PlannedAct.parse("before LAUNCH_FINISH: flip-bit page=secrets"));
 * Optional<TraceDifference> parting = launch.parting(attacked);
 * }</pre>
 */
public final class Replay {
    private final MachineSpec spec;

    private Replay(MachineSpec spec) {
        this.spec = spec;
    }

    /**
     * The launch of a description.
     *
     * @throws InputException for one without a seed, which no run can repeat, and for one that keeps a store, which a run changes
     */
    public static Replay of(MachineSpec spec) {
        if (spec.seed().isEmpty()) {
            throw new InputException("a run without a seed cannot be repeated, give --seed");
        }
        if (spec.host().store().isPresent()) {
            throw new InputException("a run with --state changes what the next one starts from and cannot be repeated");
        }
        return new Replay(spec);
    }

    /** What is launched. */
    public MachineSpec spec() {
        return spec;
    }

    /**
     * Runs the launch up to a point and stops it there, before acts of the same point.
     *
     * @throws InputException when the point is not reached
     */
    public StoppedRun stopAt(Point point) {
        SimClock clock = new SimClock();
        MemoryTrace trace = new MemoryTrace(clock);
        OpenSteps open = new OpenSteps();
        StringBuilder console = new StringBuilder();
        Machine machine = Machine.of(spec)
                .clock(clock)
                .trace(trace)
                .trace(open)
                .at(point, event -> {
                    throw new Stop(event);
                })
                .assemble();
        try {
            LaunchReport report = Launch.run(machine, listener(console), Keyboard.NONE);
            machine.close();
            throw new InputException("point '" + point + "' is not reached; the launch ends: " + report.outcome());
        } catch (Stop stop) {
            return new StoppedRun(
                    this, machine, new StoppedRun.Moment(point, stop.event), trace, open, console.toString());
        }
    }

    /** The same launch with more acts of the host: a branch of it. */
    public Replay with(PlannedAct... acts) {
        HostSpec.Builder host = spec.host().toBuilder();
        Arrays.stream(acts).forEach(host::act);
        return new Replay(spec.on(host.build()));
    }

    /** Runs the launch to its end. */
    public LaunchReport run() {
        return Launch.run(spec);
    }

    /** Where this launch and another part: the first step of their traces that is not the same; empty for equal ones. */
    public Optional<TraceDifference> parting(Replay other) {
        return TraceDifference.between(recorded(), other.recorded());
    }

    private RecordedRun recorded() {
        SimClock clock = new SimClock();
        MemoryTrace trace = new MemoryTrace(clock);
        try (Machine machine = Machine.of(spec).clock(clock).trace(trace).assemble()) {
            var unused = Launch.run(machine, LaunchListener.NONE, Keyboard.NONE);
        }
        return new RecordedRun(spec.seed(), TraceInputs.of(spec), new ArrayList<>(trace.records()));
    }

    private static LaunchListener listener(StringBuilder console) {
        return new LaunchListener() {
            @Override
            public void guestPrinted(Bytes output) {
                console.append(new String(output.toArray(), StandardCharsets.UTF_8));
            }
        };
    }

    /** Ends a run at its point. */
    private static final class Stop extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Event event;

        Stop(Event event) {
            super("the run is stopped", null, false, false);
            this.event = event;
        }
    }
}
