package dev.sevsim.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.bus.frame.MailboxCommand;
import dev.sevsim.bus.frame.MailboxResponse;
import dev.sevsim.bus.time.SimClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class LinkTest {
    private static final Duration DEADLINE = Duration.ofSeconds(1);

    @AutoClose
    private final SimBus bus = SimBus.deterministic(new SimClock());

    private final Link link = Samples.echo(bus);

    @Test
    void joinsItsTwoPartiesInAnyOrder() {
        assertThat(link.joins(Party.HOST, Party.PSP)).isTrue();
        assertThat(link.joins(Party.PSP, Party.HOST)).isTrue();
        assertThat(link.joins(Party.HOST, Party.HOST)).isFalse();
        assertThat(link.joins(Party.HOST, Party.GUEST)).isFalse();
    }

    @Test
    void hasAnEndForEachOfThem() {
        assertThat(link.end(Party.PSP).self()).isEqualTo(Party.PSP);
        assertThat(link.end(Party.PSP).peer()).isEqualTo(Party.HOST);
        assertThatThrownBy(() -> link.end(Party.OWNER))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("end of OWNER: not on this link, expected HOST or PSP");
    }

    @Test
    void asksATapThatIsAddedLaterAboutLaterFrames() {
        List<Party> seen = new ArrayList<>();
        assertThat(link.end(Party.HOST).call(new MailboxCommand(1, 0), DEADLINE))
                .contains(new MailboxResponse(1));

        Link same = link.tap(frame -> {
            seen.add(frame.from());
            return Verdict.pass();
        });

        assertThat(same).isSameAs(link);
        assertThat(link.end(Party.HOST).call(new MailboxCommand(2, 0), DEADLINE))
                .contains(new MailboxResponse(2));
        assertThat(seen).containsExactly(Party.HOST, Party.PSP);
    }

    @Test
    void carriesInjectedBytesToTheOtherEnd() {
        List<Object> arrived = new ArrayList<>();
        link.end(Party.PSP).onRequest(request -> {
            arrived.add(request);
            return Optional.empty();
        });

        link.inject(Party.HOST, EnvelopeCodec.encode(Samples.request(new MailboxCommand(7, 8))));
        bus.drain();

        assertThat(arrived).containsExactly(new MailboxCommand(7, 8));
    }
}
