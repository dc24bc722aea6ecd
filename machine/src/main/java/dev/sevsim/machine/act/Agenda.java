package dev.sevsim.machine.act;

import dev.sevsim.bus.Party;
import dev.sevsim.bus.trace.Trace;
import dev.sevsim.bus.trace.TraceEvent;
import dev.sevsim.machine.act.ActRunner.Missed;
import dev.sevsim.machine.act.ActRunner.Observation;
import dev.sevsim.machine.act.Point.Side;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Acts and observers of a run, and what became of them. */
final class Agenda {
    private final HostPorts ports;
    private final HostileHost host;
    private final List<Planned> plan;
    private final List<Observed> observed;
    private volatile @Nullable RuntimeException halt;

    /** An act with its events so far. */
    private static final class Planned {
        private final PlannedAct planned;
        private final PointCount count;
        private boolean done;
        private Optional<String> failure = Optional.empty();

        Planned(PlannedAct planned) {
            this.planned = planned;
            this.count = new PointCount(planned.point());
        }
    }

    /** An observer with its events so far. */
    private static final class Observed {
        private final PointObserver observer;
        private final PointCount count;
        private boolean reached;

        Observed(Observation observation) {
            this.observer = observation.observer();
            this.count = new PointCount(observation.point());
        }
    }

    /**
     * Nothing is reached yet.
     *
     * @param acts done in this order where several have the same event
     * @param observations called before all acts of an event
     * @param host does the acts
     */
    Agenda(List<PlannedAct> acts, List<Observation> observations, HostPorts ports, HostileHost host) {
        this.ports = ports;
        this.host = host;
        this.plan = acts.stream().map(Planned::new).toList();
        this.observed = observations.stream().map(Observed::new).toList();
    }

    /** Without anything planned the ends of the links are not wrapped, and a run costs what it did. */
    boolean isEmpty() {
        return plan.isEmpty() && observed.isEmpty();
    }

    /** Whether any of its points is an event of this kind. */
    boolean has(EventKind kind) {
        return Stream.concat(
                        plan.stream().map(one -> one.count), observed.stream().map(one -> one.count))
                .anyMatch(count -> EventNames.kind(count.point().name()) == kind);
    }

    /** Acts that were not done so far, each with the reason. */
    synchronized List<Missed> missed() {
        return plan.stream()
                .filter(one -> !one.done)
                .map(one -> new Missed(one.planned, one.failure.orElse("its point was not reached")))
                .toList();
    }

    /** Observed points without an event so far. */
    synchronized List<Point> unreached() {
        return observed.stream()
                .filter(one -> !one.reached)
                .map(one -> one.count.point())
                .toList();
    }

    /** What an observer has thrown. */
    Optional<RuntimeException> halt() {
        return Optional.ofNullable(halt);
    }

    /** Throws again what an observer has ended the run with. */
    void requireRunning() {
        RuntimeException stopped = halt;
        if (stopped != null) {
            throw stopped;
        }
    }

    /** Calls the observers of a point and does its acts. */
    synchronized void reach(Side side, HeldEvent event) {
        requireRunning();
        for (Observed one : observed) {
            if (one.count.isDue(side, event)) {
                one.reached = true;
                show(one.observer, event);
            }
        }
        for (Planned one : plan) {
            if (one.count.isDue(side, event)) {
                // What the act makes the host send is inside it.
                Trace.Operation operation = ports.trace().begin();
                one.failure = perform(one.planned.act(), event);
                one.done |= one.failure.isEmpty();
                operation.end(asRecord(one.planned, one.failure));
            }
        }
    }

    /** An observer that throws ends the run: no later event has a point. */
    private void show(PointObserver observer, Event event) {
        try {
            observer.reached(event);
        } catch (RuntimeException e) {
            halt = e;
            throw e;
        }
    }

    /** An act that cannot be done is recorded with the reason, and the run goes on. */
    private Optional<String> perform(Act act, HeldEvent event) {
        try {
            host.beginAct();
            act.perform(host, event);
            return Optional.empty();
        } catch (ActFailure e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** Who did what, for a reader of the trace. */
    private TraceEvent asRecord(PlannedAct planned, Optional<String> failure) {
        TraceEvent.Builder event = TraceEvent.builder(Party.HOST.label(), Party.HOST.label(), "host.act")
                .with("point", planned.point().toString())
                .with("act", Acts.text(planned.act()));
        if (!host.journal().isEmpty()) {
            event.with("answers", String.join(", ", host.journal()));
        }
        failure.ifPresent(event::withOutcome);
        return event.build();
    }
}
