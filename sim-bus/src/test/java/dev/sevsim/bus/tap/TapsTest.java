package dev.sevsim.bus.tap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.bus.Link;
import dev.sevsim.bus.Party;
import dev.sevsim.bus.Samples;
import dev.sevsim.bus.SimBus;
import dev.sevsim.bus.Verdict;
import dev.sevsim.bus.frame.MailboxCommand;
import dev.sevsim.bus.tap.FaultInjector.Rule;
import dev.sevsim.bus.time.SeededRandom;
import dev.sevsim.bus.time.SimClock;
import dev.sevsim.bus.time.SimRandom;
import dev.sevsim.bus.trace.JsonLinesTrace;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class TapsTest {
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    @Test
    void givesEqualRunsEqualTraces() {
        String first = wholeRun(42);

        assertThat(wholeRun(42)).isEqualTo(first);
        assertThat(wholeRun(43)).isNotEqualTo(first);
        assertThat(first.lines().count()).isGreaterThan(300);
    }

    private static String wholeRun(long seed) {
        SimClock clock = new SimClock();
        StringBuilder text = new StringBuilder();
        SimRandom random = SeededRandom.of(seed);
        FaultInjector faults = new FaultInjector(List.of(
                new Rule(FaultInjector.sentBy(Party.HOST), 5, frame -> Verdict.drop()),
                new Rule(FaultInjector.sentBy(Party.PSP), 9, frame -> new Verdict.Delay(Duration.ofSeconds(3))),
                new Rule(FaultInjector.sentBy(Party.HOST), 20, frame -> new Verdict.Duplicate())));
        try (SimBus bus = SimBus.deterministic(clock)) {
            Link link =
                    Samples.echo(bus, faults, new RecorderTap(new JsonLinesTrace(text, clock, OptionalLong.of(seed))));
            for (int i = 0; i < 200; i++) {
                link.end(Party.HOST).call(new MailboxCommand(i, random.nextLong()), DEADLINE);
            }
            bus.drain();
        }
        return text.toString();
    }
}
