package dev.sevsim.bus.tap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.bus.EnvelopeCodec;
import dev.sevsim.bus.EnvelopeKind;
import dev.sevsim.bus.Link;
import dev.sevsim.bus.Party;
import dev.sevsim.bus.Samples;
import dev.sevsim.bus.SimBus;
import dev.sevsim.bus.TappedFrame;
import dev.sevsim.bus.Verdict;
import dev.sevsim.bus.frame.FrameType;
import dev.sevsim.bus.frame.MailboxCommand;
import dev.sevsim.bus.frame.MailboxResponse;
import dev.sevsim.bus.frame.Notice;
import dev.sevsim.bus.tap.FaultInjector.Rule;
import dev.sevsim.bus.time.SimClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaultInjectorTest {
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final SimClock clock = new SimClock();

    @Test
    void actsOnTheNthMatchAlone() {
        FaultInjector injector = new FaultInjector(List.of(
                new Rule(FaultInjector.mailboxCommand(0x33), 2, frame -> Verdict.drop()),
                Rule.every(FaultInjector.ofType(FrameType.NOTICE), new Verdict.Hold()),
                Rule.first(FaultInjector.sentBy(Party.HOST), new Verdict.Duplicate())));
        TappedFrame start = TappedFrames.request(new MailboxCommand(0x0030_0000, 0));
        TappedFrame update = TappedFrames.request(new MailboxCommand(0x0033_0000, 0));

        assertThat(List.of(start, update, update, update).stream()
                        .map(injector::inspect)
                        .toList())
                .containsExactly(new Verdict.Duplicate(), Verdict.pass(), Verdict.drop(), Verdict.pass());
        assertThat(injector.inspect(TappedFrames.request(new Notice("RESUME", ""))))
                .isEqualTo(new Verdict.Hold());
    }

    @Test
    void flipsBitsOnTheWire() {
        try (SimBus bus = SimBus.deterministic(clock)) {
            Link link = Samples.echo(
                    bus,
                    new FaultInjector(List.of(new Rule(
                            FaultInjector.ofKind(EnvelopeKind.REQUEST),
                            1,
                            FaultInjector.flip(EnvelopeCodec.HEADER_SIZE, 0x04)))));

            assertThat(link.end(Party.HOST).call(new MailboxCommand(1, 0), DEADLINE))
                    .contains(new MailboxResponse(5));
            assertThat(link.end(Party.HOST).call(new MailboxCommand(1, 0), DEADLINE))
                    .contains(new MailboxResponse(1));
        }
    }
}
