package dev.sevsim.machine.act;

import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.bus.Endpoint;
import dev.sevsim.bus.Mutex;
import dev.sevsim.bus.Party;
import dev.sevsim.bus.RequestHandler;
import dev.sevsim.bus.cpu.BootPhase;
import dev.sevsim.bus.frame.Frame;
import dev.sevsim.bus.frame.MailboxCommand;
import dev.sevsim.bus.frame.VcpuEntry;
import dev.sevsim.bus.frame.VcpuExit;
import dev.sevsim.bus.time.SimClock;
import dev.sevsim.machine.act.Point.Side;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Calls observers and does planned acts at their points: it stands at the host's and the VMM's ends of the links and looks at each
 * request before it is sent, and at its answer; the machine tells it the phases of a boot and the commands of the monitor.
 *
 * <p>A call that an act makes has no points of its own. Each act that is done is recorded as {@code host.act}. An exception of
 * an observer comes out of the call that reached the point, and out of every later one: what an unwinding VMM would close stays open.
 */
public final class ActRunner {
    private final HostPorts ports;
    private final HostileHost host;
    private final Agenda agenda;
    private volatile boolean over;

    /**
     * An act that was not done.
     *
     * @param act what was planned
     * @param why the reason
     */
    public record Missed(PlannedAct act, String why) {}

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
        this.agenda = new Agenda(acts, observations, ports, host);
    }

    /** Acts that were not done so far: what they were to show is not shown. */
    public List<Missed> missed() {
        return agenda.missed();
    }

    /** Observed points that were not reached so far. */
    public List<Point> unreached() {
        return agenda.unreached();
    }

    /** The exception with which an observer has ended the run; empty while none has. */
    public Optional<RuntimeException> halt() {
        return agenda.halt();
    }

    /**
     * Guest physical address that a page name means for the guest that was started last.
     *
     * @throws ActFailure when there is no such guest or page
     */
    public GuestPhysical address(PageName page) {
        return host.address(page);
    }

    /** Before the machine is switched off: second hosts are, too, and calls pass without acts and observers if an observer has ended the run. */
    public void switchOff() {
        over = agenda.halt().isPresent();
        ports.close();
    }

    /** The same end of a link, with acts and observers around its calls; the end itself when nothing is planned. */
    public Endpoint around(Endpoint end) {
        return agenda.isEmpty() ? end : new Watched(end);
    }

    /** Whether any point is a phase of a boot. */
    public boolean hasBootPhases() {
        return agenda.has(EventKind.BOOT_PHASE);
    }

    /** A phase of a guest's boot begins or ends; on the machine's thread. */
    public void bootPhase(BootPhase phase, Side side) {
        reach(side, new HeldEvent(Party.GUEST, Party.GUEST, List.of(phase.label()), Map.of(), Optional.empty()));
    }

    /**
     * A client of the monitor gives a command, or has its answer; on the machine's thread.
     *
     * @param error class of the error in the answer; empty for a command that succeeds, and before it
     */
    public void monitorCommand(String command, Side side, Optional<String> error) {
        Map<String, String> fields =
                error.map(text -> Map.of(EventKind.ERROR, text)).orElseGet(Map::of);
        reach(
                side,
                new HeldEvent(Party.OWNER, Party.VMM, List.of(EventNames.ofQmp(command)), fields, Optional.empty()));
    }

    private void reach(Side side, HeldEvent event) {
        if (!over) {
            agenda.reach(side, event);
        }
    }

    /**
     * One call with its acts. A request that an act has answered is not sent; one that has no answer takes its time, as the caller
     * waits. An exit of a vCPU is the answer to VMRUN and an event of its own.
     */
    private Optional<Frame> call(Endpoint end, Frame request, Duration deadline) {
        if (over) {
            return end.call(request, deadline);
        }
        agenda.requireRunning();
        EventReader reader = new EventReader(ports);
        HeldEvent event = reader.read(end, lied(request));
        host.sees(event);
        reach(Side.BEFORE, event);
        Duration left = deadline.minus(event.takeDelay());
        boolean dead = event.request(MailboxCommand.class).isPresent() && host.firmwareIsDead();
        if (dead || left.isNegative() || (event.isAnswered() && event.answer().isEmpty())) {
            end.clock().advance(deadline);
            return Optional.empty();
        }
        end.clock().advance(deadline.minus(left));
        if (!event.isAnswered()) {
            event.replaceAnswer(end.call(event.outgoing(), left));
        }
        answered(event, reader);
        for (int i = 0; i < event.repeats(); i++) {
            var unused = end.call(event.outgoing(), left);
        }
        Duration late = event.takeDelay();
        end.clock().advance(late);
        if (late.compareTo(left) > 0) {
            return Optional.empty();
        }
        Optional<VcpuExit> exit = event.answer(VcpuExit.class);
        return exit.isPresent() && request instanceof VcpuEntry entry ? exited(end, entry, exit.get()) : event.answer();
    }

    private void answered(HeldEvent event, EventReader reader) {
        host.sees(event);
        event.pass();
        reader.answered(event);
        reader.followGuests(event, host.guests());
        reach(Side.AFTER, event);
    }

    private Optional<Frame> exited(Endpoint end, VcpuEntry entry, VcpuExit exit) {
        GuestExit seen = GuestExit.of(exit, ports, entry.control().nestedCr3());
        HeldEvent event = EventReader.exit(end, entry, seen);
        reach(Side.AFTER, event);
        return event.answer();
    }

    /** The entry of a vCPU whose exit is to be answered otherwise. */
    private Frame lied(Frame request) {
        return request instanceof VcpuEntry entry ? host.answers().amend(entry) : request;
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
