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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Does planned acts at their points: it stands at the host's and the VMM's ends of the links and looks at each request before it is
 * sent, and at its answer.
 *
 * <p>A call that an act makes has no points of its own. Each act that is done is recorded as {@code host.act}.
 */
public final class ActRunner {
    private final HostPorts ports;
    private final HostileHost host;
    private final List<Counted> plan = new ArrayList<>();

    /**
     * An act that was not done.
     *
     * @param act what was planned
     * @param why the reason
     */
    public record Missed(PlannedAct act, String why) {}

    /** An act with the number of events of its point so far. */
    private static final class Counted {
        private final PlannedAct planned;
        private int seen;
        private boolean done;
        private Optional<String> failure = Optional.empty();

        Counted(PlannedAct planned) {
            this.planned = planned;
        }

        /** Counts the event, also where another act has changed it before. */
        boolean isDue(Side side, Event event) {
            Point point = planned.point();
            if (!point.matches(side, event)) {
                return false;
            }
            seen++;
            return point.onwards() ? seen >= point.nth() : seen == point.nth();
        }
    }

    /**
     * Plans acts.
     *
     * @param ports of the machine, used when an act is due and not before
     */
    public ActRunner(List<PlannedAct> acts, HostPorts ports) {
        this.ports = ports;
        this.host = new HostileHost(ports);
        acts.forEach(act -> plan.add(new Counted(act)));
    }

    /** Acts that were not done so far: what they were to show is not shown. */
    public synchronized List<Missed> missed() {
        return plan.stream()
                .filter(one -> !one.done)
                .map(one -> new Missed(one.planned, one.failure.orElse("its point was not reached")))
                .toList();
    }

    /** The same end of a link, with acts around its calls; the end itself when nothing is planned. */
    public Endpoint around(Endpoint end) {
        return plan.isEmpty() ? end : new Watched(end);
    }

    /**
     * One call with its acts. A request that an act has answered is not sent; one that has no answer takes its time, as the caller
     * waits. An exit of a vCPU is the answer to VMRUN and an event of its own.
     */
    private Optional<Frame> call(Endpoint end, Frame request, Duration deadline) {
        EventReader reader = new EventReader(ports);
        Event event = reader.read(end, lied(request));
        perform(Side.BEFORE, event);
        boolean dead = event.request() instanceof MailboxCommand && host.firmwareIsDead();
        if (dead || (event.isAnswered() && event.answer().isEmpty())) {
            end.clock().advance(deadline);
            return Optional.empty();
        }
        if (!event.isAnswered()) {
            event.replaceAnswer(end.call(event.request(), deadline));
        }
        reader.startedHandle(event).ifPresent(host::startedGuest);
        perform(Side.AFTER, event);
        for (int i = 0; i < event.repeats(); i++) {
            var unused = end.call(event.request(), deadline);
        }
        if (event.answer().isPresent() && event.answer().get() instanceof VcpuExit exit) {
            Event left = EventReader.exit(end, request, exit);
            left.replaceAnswer(event.answer());
            perform(Side.AFTER, left);
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

    private synchronized void perform(Side side, Event event) {
        for (Counted one : plan) {
            if (one.isDue(side, event)) {
                one.failure = perform(one.planned.act(), event);
                one.done |= one.failure.isEmpty();
                record(one.planned, one.failure);
            }
        }
    }

    /** An act that cannot be done is recorded with the reason, and the run goes on. */
    private Optional<String> perform(Act act, Event event) {
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
