package dev.sevsim.machine;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.SystemPhysical;
import dev.sevsim.bus.memory.Encryption;
import dev.sevsim.bus.trace.MemoryTrace;
import dev.sevsim.bus.trace.TraceEvent;
import dev.sevsim.bus.trace.TraceRecord;
import dev.sevsim.host.NestedMapping;
import dev.sevsim.io.file.InputException;
import dev.sevsim.machine.act.Event;
import dev.sevsim.machine.act.PageName;
import dev.sevsim.machine.act.Point;
import dev.sevsim.psp.view.PlatformView;
import java.util.List;
import java.util.Optional;

/**
 * A launch that stands at a point: what each party holds. It does not go on; {@link Replay} runs it again. Closing it switches the machine
 * off.
 */
public final class StoppedRun implements AutoCloseable {
    private final Replay launch;
    private final Machine machine;
    private final Moment moment;
    private final MemoryTrace trace;
    private final List<TraceEvent> open;
    private final String console;

    /**
     * Where a run stands.
     *
     * @param point what was asked for
     * @param event the event before or after which the run stands
     */
    record Moment(Point point, Event event) {}

    StoppedRun(Replay launch, Machine machine, Moment moment, MemoryTrace trace, OpenSteps open, String console) {
        this.launch = launch;
        this.machine = machine;
        this.moment = moment;
        this.trace = trace;
        this.open = open.open();
        this.console = console;
    }

    /** The launch that was stopped, which runs again from its seed. */
    public Replay launch() {
        return launch;
    }

    /** The point. */
    public Point point() {
        return moment.point();
    }

    /** The event before or after which the run stands. */
    public Event event() {
        return moment.event();
    }

    /** The machine, which can be read and does not run on. */
    public Machine machine() {
        return machine;
    }

    /** The platform and its guests as the firmware has them, without keys. */
    public PlatformView platform() {
        return machine.processor().view();
    }

    /** What was recorded up to here. */
    public List<TraceRecord> trace() {
        return trace.records();
    }

    /** Frames that are under way, the outermost first: an ioctl, and the firmware command that it caused. */
    public List<TraceEvent> openFrames() {
        return open;
    }

    /** What the guest printed up to here. */
    public String console() {
        return console;
    }

    /** The nested page table of the guest; empty before it has a VM. */
    public Optional<NestedMapping> nestedPages() {
        return machine.latestVm().map(HostVm::pages);
    }

    /** Guest physical address that a page name means. */
    public GuestPhysical address(PageName page) {
        return machine.addressOf(page);
    }

    /**
     * Bytes as the host reads them in DRAM, up to the end of the page.
     *
     * @throws InputException where the guest has no memory
     */
    public Bytes hostView(PageName page, int length) {
        SystemPhysical at = frame(page);
        return machine.hostMemory().read(at, inPage(at, length));
    }

    /**
     * Bytes as the guest reads them through its key, up to the end of the page; empty before a key is loaded.
     *
     * @throws InputException where the guest has no memory
     */
    public Optional<Bytes> guestView(PageName page, int length) {
        SystemPhysical at = frame(page);
        byte[] content = new byte[inPage(at, length)];
        return asid().map(asid -> {
            machine.memory().guestAccess().read(asid, Encryption.ENCRYPTED, at.value(), content, 0, content.length);
            return Bytes.copyOf(content);
        });
    }

    @Override
    public void close() {
        machine.acts().switchOff();
        machine.close();
    }

    /** The guest that was started last is bound to its ASID from ACTIVATE on. */
    private Optional<Integer> asid() {
        return machine.latestVm().flatMap(vm -> vm.asidOn(platform())).filter(asid -> asid != 0);
    }

    private SystemPhysical frame(PageName page) {
        GuestPhysical address = machine.addressOf(page);
        SystemPhysical frame = nestedPages()
                .flatMap(pages -> pages.frameOf(address))
                .orElseThrow(() -> new InputException("the guest has no memory at " + page));
        return new SystemPhysical(frame.value() + address.pageOffset());
    }

    private static int inPage(SystemPhysical at, int length) {
        return (int) Math.min(length, Page.SIZE - at.value() % Page.SIZE);
    }
}
