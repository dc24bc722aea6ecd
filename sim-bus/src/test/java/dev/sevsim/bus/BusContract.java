package dev.sevsim.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.bus.frame.DeviceCall;
import dev.sevsim.bus.frame.DeviceOperation;
import dev.sevsim.bus.frame.DeviceResult;
import dev.sevsim.bus.frame.Frame;
import dev.sevsim.bus.frame.MailboxCommand;
import dev.sevsim.bus.frame.MailboxResponse;
import dev.sevsim.bus.frame.Notice;
import dev.sevsim.bus.time.SimClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What holds in both modes of a bus. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
abstract class BusContract {
    static final Duration DEADLINE = Duration.ofSeconds(10);

    final SimClock clock = new SimClock();
    final List<String> seen = Collections.synchronizedList(new ArrayList<>());
    SimBus bus;

    abstract SimBus open(SimClock onClock);

    @BeforeEach
    void openBus() {
        bus = open(clock);
    }

    @AfterEach
    void closeBus() {
        bus.close();
    }

    static MailboxCommand command(int number) {
        return new MailboxCommand(number, 0x1000);
    }

    static Optional<Frame> echo(Frame request) {
        return Optional.of(new MailboxResponse(((MailboxCommand) request).commandRegister()));
    }

    Link hostToPsp(Tap... taps) {
        Link link = bus.connect(Party.HOST, Party.PSP, List.of(taps));
        link.end(Party.PSP).onRequest(request -> {
            seen.add(String.valueOf(
                    request instanceof MailboxCommand command ? command.commandRegister() : request.toString()));
            return request instanceof MailboxCommand ? echo(request) : Optional.empty();
        });
        return link;
    }

    Optional<Frame> ask(Link link, int number) {
        return link.end(Party.HOST).call(command(number), DEADLINE);
    }

    static boolean isRequest(TappedFrame frame, int number) {
        return frame.envelope()
                .map(Envelope::frame)
                .filter(command(number)::equals)
                .isPresent();
    }

    static boolean isAnswer(TappedFrame frame) {
        return frame.envelope().filter(e -> e.kind() == EnvelopeKind.ANSWER).isPresent();
    }

    @Test
    void bringsEachRequestItsAnswer() {
        Link link = hostToPsp();

        for (int i = 0; i < 100; i++) {
            assertThat(ask(link, i)).contains(new MailboxResponse(i));
        }
        assertThat(seen).hasSize(100);
        assertThat(clock.elapsedNanos()).isZero();
    }

    @Test
    void givesEachPartyItsEnd() {
        Link link = hostToPsp();

        assertThat(link.end(Party.HOST).self()).isEqualTo(Party.HOST);
        assertThat(link.end(Party.HOST).peer()).isEqualTo(Party.PSP);
        assertThat(link.end(Party.PSP).peer()).isEqualTo(Party.HOST);
        assertThatThrownBy(() -> link.end(Party.OWNER)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesASecondLinkOfTheSameParties() {
        Link first = hostToPsp();

        assertThatThrownBy(() -> bus.connect(Party.PSP, Party.HOST, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(ask(first, 1)).isPresent();
    }

    @Test
    void letsAHandlerCallOn() {
        Link inner = hostToPsp();
        Link outer = bus.connect(Party.VMM, Party.HOST, List.of());
        outer.end(Party.HOST).onRequest(request -> {
            MailboxResponse status = (MailboxResponse) ask(inner, 41).orElseThrow();
            return Optional.of(new DeviceResult(status.responseRegister() + 1L));
        });

        Optional<Frame> answer = outer.end(Party.VMM).call(new DeviceCall(DeviceOperation.IOCTL, 3, 0, 0), DEADLINE);

        assertThat(answer).contains(new DeviceResult(42));
    }

    @Test
    void bearsCallsThatGoBackAndForthSixtyDeep() {
        Link link = bus.connect(Party.HOST, Party.PSP, List.of());
        for (Party party : List.of(Party.HOST, Party.PSP)) {
            Endpoint end = link.end(party);
            end.onRequest(request -> {
                int left = ((MailboxCommand) request).commandRegister();
                int below = left == 0
                        ? 0
                        : ((MailboxResponse)
                                        end.call(command(left - 1), DEADLINE).orElseThrow())
                                .responseRegister();
                return Optional.of(new MailboxResponse(below + 1));
            });
        }

        assertThat(ask(link, 60)).contains(new MailboxResponse(61));
    }

    @Test
    void keepsTheOrderOfOneLink() {
        Link link = hostToPsp();

        for (int i = 0; i < 5; i++) {
            link.end(Party.HOST).send(new Notice("N" + i, ""));
        }
        assertThat(ask(link, 7)).isPresent();
        bus.drain();

        assertThat(seen)
                .containsExactly(
                        "Notice[kind=N0, text=]",
                        "Notice[kind=N1, text=]",
                        "Notice[kind=N2, text=]",
                        "Notice[kind=N3, text=]",
                        "Notice[kind=N4, text=]",
                        "7");
    }

    @Test
    void drainsNoticesWithoutLettingTimePass() {
        Link link = hostToPsp();

        link.end(Party.HOST).send(new Notice("RESUME", ""));
        bus.drain();

        assertThat(seen).containsExactly("Notice[kind=RESUME, text=]");
        assertThat(clock.elapsedNanos()).isZero();
    }

    @Test
    void givesUpOnAPartyThatIsNotThere() {
        Link link = bus.connect(Party.HOST, Party.PSP, List.of());

        assertThat(ask(link, 1)).isEmpty();
        assertThat(clock.elapsedNanos()).isEqualTo(DEADLINE.toNanos());
    }

    @Test
    void givesUpOnAPartyThatDoesNotAnswerAndGoesOn() {
        Link link = bus.connect(Party.HOST, Party.PSP, List.of());
        link.end(Party.PSP).onRequest(request -> Optional.empty());

        assertThat(ask(link, 1)).isEmpty();
        assertThat(ask(link, 2)).isEmpty();
        assertThat(clock.elapsedNanos()).isEqualTo(2 * DEADLINE.toNanos());
    }

    @Test
    void timesAnInnerCallOutBeforeItsCaller() {
        Link dead = bus.connect(Party.HOST, Party.PSP, List.of());
        Link outer = bus.connect(Party.VMM, Party.HOST, List.of());
        outer.end(Party.HOST)
                .onRequest(request -> Optional.of(new DeviceResult(
                        dead.end(Party.HOST)
                                        .call(command(1), Duration.ofSeconds(5))
                                        .isPresent()
                                ? 0
                                : -110)));

        Optional<Frame> answer = outer.end(Party.VMM).call(new DeviceCall(DeviceOperation.CLOSE, 3, 0, 0), DEADLINE);

        assertThat(answer).contains(new DeviceResult(-110));
        assertThat(clock.elapsedNanos()).isEqualTo(Duration.ofSeconds(5).toNanos());
    }

    @Test
    void takesNoAnswerThatIsLate() {
        Link link = bus.connect(Party.HOST, Party.PSP, List.of());
        link.end(Party.PSP).onRequest(request -> {
            clock.advance(DEADLINE.plusNanos(1));
            return echo(request);
        });

        assertThat(ask(link, 1)).isEmpty();
    }

    @Test
    void losesWhatATapDrops() {
        Link link = hostToPsp(frame -> isRequest(frame, 2) ? Verdict.drop() : Verdict.pass());

        assertThat(ask(link, 1)).isPresent();
        assertThat(ask(link, 2)).isEmpty();
        assertThat(ask(link, 3)).isPresent();
        assertThat(seen).containsExactly("1", "3");
        assertThat(clock.elapsedNanos()).isEqualTo(DEADLINE.toNanos());
    }

    @Test
    void deliversWhatATapPutsInstead() {
        Link link = hostToPsp(frame -> isRequest(frame, 1)
                ? new Verdict.Replace(EnvelopeCodec.encode(new Envelope(
                        Party.HOST,
                        Party.PSP,
                        EnvelopeKind.REQUEST,
                        frame.envelope().orElseThrow().serial(),
                        command(99))))
                : Verdict.pass());

        assertThat(ask(link, 1)).contains(new MailboxResponse(99));
    }

    @Test
    void losesAndCountsBytesThatAreNoFrame() {
        List<Optional<Envelope>> later = Collections.synchronizedList(new ArrayList<>());
        Link link = hostToPsp(frame -> new Verdict.Replace(Bytes.of(1, 2, 3)), frame -> {
            later.add(frame.envelope());
            return Verdict.pass();
        });

        assertThat(ask(link, 1)).isEmpty();
        assertThat(bus.malformedFrames()).isEqualTo(1);
        assertThat(later).containsExactly(Optional.empty());
        assertThat(seen).isEmpty();
    }

    @Test
    void letsADelayedFrameThroughAfterItsTime() {
        Duration delay = Duration.ofSeconds(3);
        Link link = hostToPsp(frame -> isAnswer(frame) ? new Verdict.Delay(delay) : Verdict.pass());

        assertThat(ask(link, 1)).contains(new MailboxResponse(1));
        assertThat(clock.elapsedNanos()).isEqualTo(delay.toNanos());
    }

    @Test
    void givesUpBeforeAFrameDelayedBeyondTheDeadline() {
        Link link =
                hostToPsp(frame -> isRequest(frame, 1) ? new Verdict.Delay(DEADLINE.plusSeconds(1)) : Verdict.pass());

        assertThat(ask(link, 1)).isEmpty();
        assertThat(clock.elapsedNanos()).isEqualTo(DEADLINE.toNanos());
        assertThat(seen).isEmpty();

        clock.advance(Duration.ofSeconds(1));
        bus.drain();
        assertThat(seen).containsExactly("1");
    }

    @Test
    void deliversADuplicateTwiceAndAnswersOnce() {
        Link link = hostToPsp(frame -> isRequest(frame, 1) ? new Verdict.Duplicate() : Verdict.pass());

        assertThat(ask(link, 1)).contains(new MailboxResponse(1));
        assertThat(ask(link, 2)).contains(new MailboxResponse(2));
        assertThat(seen).containsExactly("1", "1", "2");
    }

    @Test
    void deliversHeldFramesBehindTheOneThatReleasesThem() {
        Link link = hostToPsp(frame -> {
            Optional<Frame> notice = frame.envelope().map(Envelope::frame).filter(Notice.class::isInstance);
            if (notice.isEmpty()) {
                return Verdict.pass();
            }
            return ((Notice) notice.get()).kind().equals("C") ? new Verdict.PassThenRelease() : new Verdict.Hold();
        });

        for (String kind : List.of("A", "B", "C")) {
            link.end(Party.HOST).send(new Notice(kind, ""));
        }
        bus.drain();

        assertThat(seen).containsExactly("Notice[kind=C, text=]", "Notice[kind=A, text=]", "Notice[kind=B, text=]");
    }

    @Test
    void answersInsteadOfTheReceiver() {
        Link link = hostToPsp(
                frame -> isRequest(frame, 1) ? new Verdict.AnswerInstead(new MailboxResponse(0x16)) : Verdict.pass());

        assertThat(ask(link, 1)).contains(new MailboxResponse(0x16));
        assertThat(seen).isEmpty();
    }

    @Test
    void replaysEarlierFrames() {
        List<Bytes> earlier = Collections.synchronizedList(new ArrayList<>());
        Link link = hostToPsp(frame -> {
            if (isRequest(frame, 1)) {
                earlier.add(frame.raw());
            }
            return isRequest(frame, 2) ? new Verdict.PassThenInject(earlier) : Verdict.pass();
        });

        assertThat(ask(link, 1)).isPresent();
        assertThat(ask(link, 2)).contains(new MailboxResponse(2));
        bus.drain();
        assertThat(seen).containsExactly("1", "2", "1");
    }

    @Test
    void takesInjectedFramesAsThoughSent() {
        Link link = hostToPsp();

        link.inject(
                Party.HOST,
                EnvelopeCodec.encode(new Envelope(Party.HOST, Party.PSP, EnvelopeKind.REQUEST, 77, command(5))));
        link.inject(
                Party.HOST,
                EnvelopeCodec.encode(new Envelope(Party.GUEST, Party.PSP, EnvelopeKind.REQUEST, 78, command(6))));
        bus.drain();

        assertThat(seen).containsExactly("5");
        assertThat(bus.malformedFrames()).isEqualTo(1);
    }

    @Test
    void asksTapsInTheOrderOfTheirList() {
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        Link link = hostToPsp(
                frame -> {
                    order.add("first " + frame.from());
                    return Verdict.pass();
                },
                frame -> {
                    order.add("second " + frame.from());
                    return Verdict.pass();
                });

        assertThat(ask(link, 1)).isPresent();
        assertThat(order).containsExactly("first HOST", "second HOST", "first PSP", "second PSP");
    }

    @Test
    void showsTheCallerWhatAHandlerThrew() {
        Link link = bus.connect(Party.HOST, Party.PSP, List.of());
        link.end(Party.PSP).onRequest(request -> {
            throw new ArithmeticException("our bug");
        });

        assertShowsOurBug(link);
    }

    @Test
    void showsTheCallerWhatATapThrew() {
        assertShowsOurBug(hostToPsp(frame -> {
            throw new ArithmeticException("our bug");
        }));
    }

    private void assertShowsOurBug(Link link) {
        assertThatThrownBy(() -> ask(link, 1))
                .isInstanceOfAny(ArithmeticException.class, IllegalStateException.class)
                .hasStackTraceContaining("our bug");
    }

    @Test
    void refusesCallsAfterItsEnd() {
        Link link = hostToPsp();
        bus.close();

        assertThatThrownBy(() -> ask(link, 1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void sharesNothingWithAnotherBus() {
        Link link = hostToPsp();
        SimClock otherClock = new SimClock();
        try (SimBus other = open(otherClock)) {
            Link dead = other.connect(Party.HOST, Party.PSP, List.of());

            assertThat(dead.end(Party.HOST).call(command(1), DEADLINE)).isEmpty();
            assertThat(ask(link, 2)).contains(new MailboxResponse(2));
        }
        assertThat(seen).containsExactly("2");
        assertThat(clock.elapsedNanos()).isZero();
        assertThat(otherClock.elapsedNanos()).isEqualTo(DEADLINE.toNanos());
    }
}
