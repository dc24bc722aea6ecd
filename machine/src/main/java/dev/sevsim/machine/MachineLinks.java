package dev.sevsim.machine;

import dev.sevsim.bus.Link;
import dev.sevsim.bus.Party;
import dev.sevsim.bus.SimBus;
import dev.sevsim.bus.Tap;
import dev.sevsim.bus.time.SimClock;
import java.util.List;

/** The bus of a machine: owner and VMM, VMM and host, host and Secure Processor, host and guest CPUs. */
final class MachineLinks implements AutoCloseable {
    private final SimBus bus;
    private final List<Link> links;

    /**
     * Connects the parties.
     *
     * @param threads of the event loops; 0 for a bus that is stepped by its callers
     * @param taps on every link, in this order
     */
    MachineLinks(SimClock clock, int threads, List<Tap> taps) {
        bus = threads == 0 ? SimBus.deterministic(clock) : SimBus.threaded(clock, threads);
        links = List.of(
                bus.connect(Party.OWNER, Party.VMM, taps),
                bus.connect(Party.VMM, Party.HOST, taps),
                bus.connect(Party.HOST, Party.PSP, taps),
                bus.connect(Party.HOST, Party.GUEST, taps));
    }

    /**
     * The link of two parties.
     *
     * @throws IllegalArgumentException for parties without a link
     */
    Link between(Party a, Party b) {
        return links.stream()
                .filter(link -> link.joins(a, b))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "link " + a + " to " + b + ": expected owner-vmm, vmm-host, host-psp or host-guest"));
    }

    @Override
    public void close() {
        bus.close();
    }
}
