package dev.sevsim.it.bench;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestStatus;
import dev.sevsim.bus.Endpoint;
import dev.sevsim.bus.Link;
import dev.sevsim.bus.Party;
import dev.sevsim.bus.SimBus;
import dev.sevsim.bus.time.SimClock;
import java.time.Duration;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Commands without bulk data or public-key work, from the host over the bus to the firmware and back. */
@Warmup(iterations = 4, time = 1)
public class FirmwareCommandBenchmark extends BriefBenchmark {
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    private final InitialisedProcessor machine = new InitialisedProcessor();
    private final SimBus bus = SimBus.deterministic(new SimClock());
    private final Bytes guestStatus;

    public FirmwareCommandBenchmark() {
        Link link = bus.connect(Party.HOST, Party.PSP, List.of());
        link.end(Party.PSP).onRequest(machine.processor().mailbox());
        Endpoint host = link.end(Party.HOST);
        machine.through(command -> host.call(command, DEADLINE));
        guestStatus = new GuestStatus(machine.activeGuest(), 0, 0, 0).encode();
    }

    @TearDown
    public void close() {
        bus.close();
        machine.close();
    }

    @Benchmark
    public void platformStatus() {
        machine.run(CommandId.PLATFORM_STATUS);
    }

    @Benchmark
    public void guestStatus() {
        machine.run(CommandId.GUEST_STATUS, guestStatus);
    }
}
