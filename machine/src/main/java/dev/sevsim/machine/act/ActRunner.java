package dev.sevsim.machine.act;

import dev.sevsim.bus.Endpoint;
import dev.sevsim.bus.Mutex;
import dev.sevsim.bus.Party;
import dev.sevsim.bus.RequestHandler;
import dev.sevsim.bus.frame.Frame;
import dev.sevsim.bus.frame.MailboxCommand;
import dev.sevsim.bus.frame.VcpuEntry;
import dev.sevsim.bus.frame.VcpuExit;
import dev.sevsim.bus.time.SimClock;
import dev.sevsim.bus.trace.TraceEvent;
import dev.sevsim.machine.act.Point.Side;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Calls observers and does planned acts at their points: it stands at the host's and the VMM's ends of the links and looks at each request before it is
 * sent, and at its answer.
 *
 * <p>A call that an act makes has no points of its own. Each act that is done is recorded as {@code host.act}. An exception of
 * an observer comes out of the call that reached the point, and out of every later one: what an unwinding VMM would close stays open.
 */
public final class ActRunner {
    private final HostPorts ports;
    private final HostileHost host;
    private final List<Planned> plan;
    private final List<Observed> observed;
    private volatile @Nullable RuntimeException halt;
    private volatile boolean over;

    /**
     * An act that was not done.
     *
     * @param act what was planned
     * @param why the reason
     */
    public record Missed(PlannedAct act, String why) {}

    /** The events of a point so far. */
    private static final class Count {
        private final Point point;
        private int seen;

        Count(Point point) {
            this.point = point;
        }

        /** Counts the event, also where another act has changed it before. */
        boolean isDue(Side side, Event event) {
            if (!point.matches(side, event)) {
                return false;
            }
            seen++;
            return point.onwards() ? seen >= point.nth() : seen == point.nth();
        }
    }

    /** An act with what became of it. */
    private static final class Planned {
        private final PlannedAct planned;
        private final Count count;
        private boolean done;
        private Optional<String> failure = Optional.empty();

        Planned(PlannedAct planned) {
            this.planned = planned;
            this.count = new Count(planned.point());
        }
    }

    /** A point that is observed. */
    private static final class Observed {
        private final PointObserver observer;
        private final Count count;
        private boolean reached;

        Observed(Observation observation) {
            this.observer = observation.observer();
            this.count = new Count(observation.point());
        }
    }

    /**
     * A point and who observes it.
     *
     * @param point when
     * @param observer called then, before acts at the same point
     */
    public record Observation(Point point, PointObserver observer) {}

    /**
     * Plans acts and observations.
     *
     * @param ports of the machine, used when an event has a point and not before
     */
    public ActRunner(List<PlannedAct> acts, List<Observation> observations, HostPorts ports) {
        this.ports = ports;
        this.host = new HostileHost(ports);
        this.plan = acts.stream().map(Planned::new).toList();
        this.observed = observations.stream().map(Observed::new).toList();
    }

    /** Acts that were not done so far: what they were to show is not shown. */
    public synchronized List<Missed> missed() {
        return plan.stream()
                .filter(one -> !one.done)
                .map(one -> new Missed(one.planned, one.failure.orElse("its point was not reached")))
                .toList();
    }

    /** Observed points that were not reached so far. */
    public synchronized List<Point> unreached() {
        return observed.stream()
                .filter(one -> !one.reached)
                .map(one -> one.count.point)
                .toList();
    }

    /** The exception with which an observer has ended the run; empty while none has. */
    public Optional<RuntimeException> halt() {
        return Optional.ofNullable(halt);
    }

    /** Before the machine is switched off: calls pass without acts and observers if an observer has ended the run. */
    public void switchOff() {
        over = halt != null;
    }

    /** The same end of a link, with acts and observers around its calls; the end itself when nothing is planned. */
    public Endpoint around(Endpoint end) {
        return plan.isEmpty() && observed.isEmpty() ? end : new Watched(end);
    }

    /**
     * One call with its acts. A request that an act has answered is not sent; one that has no answer takes its time, as the caller
     * waits. An exit of a vCPU is the answer to VMRUN and an event of its own.
     */
    private Optional<Frame> call(Endpoint end, Frame request, Duration deadline) {
        if (over) {
            return end.call(request, deadline);
        }
        requireRunning();
        EventReader reader = new EventReader(ports);
        HeldEvent event = reader.read(end, lied(request));
        reach(Side.BEFORE, event);
        boolean dead = event.request(MailboxCommand.class).isPresent() && host.firmwareIsDead();
        if (dead || (event.isAnswered() && event.answer().isEmpty())) {
            end.clock().advance(deadline);
            return Optional.empty();
        }
        if (!event.isAnswered()) {
            event.replaceAnswer(end.call(event.outgoing(), deadline));
        }
        reader.startedHandle(event).ifPresent(host::startedGuest);
        reach(Side.AFTER, event);
        for (int i = 0; i < event.repeats(); i++) {
            var unused = end.call(event.outgoing(), deadline);
        }
        Optional<VcpuExit> exit = event.answer(VcpuExit.class);
        if (exit.isPresent()) {
            HeldEvent left = EventReader.exit(end, request, exit.get());
            left.replaceAnswer(event.answer());
            reach(Side.AFTER, left);
            return left.answer();
        }
        return event.answer();
    }

    /** The entry of a vCPU whose exit is to be answered otherwise. */
    private Frame lied(Frame request) {
        if (request instanceof VcpuEntry entry) {
            return host.takeLie(entry.vcpu())
                    .map(registers -> (Frame) entry.with(registers))
                    .orElse(request);
        }
        return request;
    }

    private synchronized void reach(Side side, HeldEvent event) {
        requireRunning();
        for (Observed one : observed) {
            if (one.count.isDue(side, event)) {
                one.reached = true;
                show(one.observer, event);
            }
        }
        for (Planned one : plan) {
            if (one.count.isDue(side, event)) {
                one.failure = perform(one.planned.act(), event);
                one.done |= one.failure.isEmpty();
                record(one.planned, one.failure);
            }
        }
    }

    private void show(PointObserver observer, Event event) {
        try {
            observer.reached(event);
        } catch (RuntimeException e) {
            halt = e;
            throw e;
        }
    }

    private void requireRunning() {
        RuntimeException stopped = halt;
        if (stopped != null) {
            throw stopped;
        }
    }

    /** An act that cannot be done is recorded with the reason, and the run goes on. */
    private Optional<String> perform(Act act, HeldEvent event) {
        try {
            act.perform(host, event);
            return Optional.empty();
        } catch (ActFailure e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private void record(PlannedAct planned, Optional<String> failure) {
        TraceEvent.Builder event = TraceEvent.builder(Party.HOST.label(), Party.HOST.label(), "host.act")
                .with("point", planned.point().toString())
                .with("act", Acts.text(planned.act()));
        failure.ifPresent(event::withOutcome);
        ports.trace().record(event.build());
    }

    /** An end of a link with acts around its calls. */
    private final class Watched implements Endpoint {
        private final Endpoint end;

        Watched(Endpoint end) {
            this.end = end;
        }

        @Override
        public Party self() {
            return end.self();
        }

        @Override
        public Party peer() {
            return end.peer();
        }

        @Override
        public Optional<Frame> call(Frame request, Duration deadline) {
            return ActRunner.this.call(end, request, deadline);
        }

        @Override
        public SimClock clock() {
            return end.clock();
        }

        @Override
        public void send(Frame notice) {
            end.send(notice);
        }

        @Override
        public void onRequest(RequestHandler handler) {
            end.onRequest(handler);
        }

        @Override
        public Mutex mutex() {
            return end.mutex();
        }
    }
}
