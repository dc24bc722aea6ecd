package dev.sevsim.bus.tap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.bus.Envelope;
import dev.sevsim.bus.EnvelopeCodec;
import dev.sevsim.bus.EnvelopeKind;
import dev.sevsim.bus.Link;
import dev.sevsim.bus.Party;
import dev.sevsim.bus.Samples;
import dev.sevsim.bus.SimBus;
import dev.sevsim.bus.Tap;
import dev.sevsim.bus.TappedFrame;
import dev.sevsim.bus.Verdict;
import dev.sevsim.bus.frame.ExitReason;
import dev.sevsim.bus.frame.Frame;
import dev.sevsim.bus.frame.FrameFormatException;
import dev.sevsim.bus.frame.FrameType;
import dev.sevsim.bus.frame.GuestRegisters;
import dev.sevsim.bus.frame.Intercept;
import dev.sevsim.bus.frame.LaunchSecretPacket;
import dev.sevsim.bus.frame.MailboxCommand;
import dev.sevsim.bus.frame.MailboxResponse;
import dev.sevsim.bus.frame.VcpuEntry;
import dev.sevsim.bus.frame.VcpuExit;
import dev.sevsim.bus.frame.VmcbControl;
import dev.sevsim.bus.tap.FaultInjector.Rule;
import dev.sevsim.bus.time.SeededRandom;
import dev.sevsim.bus.time.SimClock;
import dev.sevsim.bus.time.SimRandom;
import dev.sevsim.bus.trace.JsonLinesTrace;
import dev.sevsim.bus.trace.MemoryTrace;
import dev.sevsim.bus.trace.Trace;
import dev.sevsim.bus.trace.TraceEvent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TapsTest {
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final SimClock clock = new SimClock();

    private static TappedFrame tapped(Frame frame) {
        Envelope envelope = new Envelope(Party.HOST, Party.PSP, EnvelopeKind.REQUEST, 1, frame);
        return new TappedFrame(Party.HOST, Party.PSP, Optional.of(envelope), EnvelopeCodec.encode(envelope));
    }

    private TraceEvent recorded(ConsoleView view, TappedFrame frame) {
        MemoryTrace trace = new MemoryTrace(clock);
        assertThat(new RecorderTap(trace, view, Optional.empty()).inspect(frame))
                .isEqualTo(Verdict.pass());
        return trace.records().get(0).event();
    }

    @Test
    void takesMailboxRegistersApart() {
        TraceEvent event =
                recorded(ConsoleView.HIDDEN, tapped(new MailboxCommand(0x0033_0001, 0x0000_0012_3456_7000L)));

        assertThat(event.from()).isEqualTo("host");
        assertThat(event.to()).isEqualTo("psp");
        assertThat(event.kind()).isEqualTo("mailbox.command");
        assertThat(event.fields())
                .containsExactly(
                        entry("commandRegister", "0x330001"),
                        entry("command", "0x33"),
                        entry("ioc", true),
                        entry("bufferLow", "0x34567000"),
                        entry("bufferHigh", "0x12"));
        assertThat(event.raw()).contains(Bytes.fromHex("01003300" + "0070563412000000"));
        assertThat(recorded(ConsoleView.HIDDEN, tapped(new MailboxResponse(0x8000_0016)))
                        .fields())
                .containsExactly(entry("responseRegister", "0x80000016"), entry("status", "0x16"));
    }

    @Test
    void recordsEveryTypeUnderItsKind() {
        for (Frame frame : Samples.frames()) {
            TraceEvent event = recorded(ConsoleView.HIDDEN, tapped(frame));

            assertThat(event.kind()).isEqualTo(frame.type().kind());
            assertThat(event.fields()).isNotEmpty();
        }
    }

    @Test
    void leavesConsoleBytesOutUnlessTeaching() {
        TappedFrame run = tapped(new VcpuExit(
                0, new Intercept(ExitReason.IOIO, 0x03F8_0010, 6), GuestRegisters.NONE, Bytes.ofAscii("secret")));
        TappedFrame single = tapped(new VcpuExit(
                0, new Intercept(ExitReason.IOIO, 0x03F8_0010, 1), GuestRegisters.ofRax('s'), Bytes.EMPTY));
        TappedFrame input = tapped(
                new VcpuEntry(0, new VmcbControl(1, 3, 0x1000, 0), GuestRegisters.NONE, Bytes.ofAscii("secret")));

        assertThat(recorded(ConsoleView.HIDDEN, run).toString())
                .doesNotContain(Bytes.ofAscii("secret").toHex());
        assertThat(recorded(ConsoleView.HIDDEN, run).fields())
                .containsEntry("dataLength", 6)
                .doesNotContainKey("data");
        assertThat(recorded(ConsoleView.HIDDEN, run).raw()).isEmpty();
        assertThat(recorded(ConsoleView.HIDDEN, single).fields()).doesNotContainKey("rax");
        assertThat(recorded(ConsoleView.HIDDEN, single).raw()).isEmpty();
        assertThat(recorded(ConsoleView.HIDDEN, input).toString())
                .doesNotContain(Bytes.ofAscii("secret").toHex());
        assertThat(recorded(ConsoleView.TEACHING, run).fields()).containsEntry("data", "736563726574");
        assertThat(recorded(ConsoleView.TEACHING, single).fields()).containsEntry("rax", "0x73");
        assertThat(recorded(ConsoleView.TEACHING, run).raw()).isPresent();
    }

    @Test
    void recordsBytesThatAreNoFrameByLengthAlone() {
        TraceEvent event = recorded(
                ConsoleView.HIDDEN, new TappedFrame(Party.HOST, Party.PSP, Optional.empty(), Bytes.ofAscii("garbage")));

        assertThat(event)
                .isEqualTo(TraceEvent.builder("host", "psp", "malformed")
                        .with("length", 7)
                        .build());
    }

    @Test
    void storesACaptureThatReadsBack() {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        TappedFrame first = tapped(new MailboxResponse(1));
        TappedFrame garbage = new TappedFrame(Party.PSP, Party.HOST, Optional.empty(), Bytes.of(1, 2, 3));
        try (CaptureWriter writer = new CaptureWriter(file, clock)) {
            RecorderTap tap = new RecorderTap(Trace.NONE, ConsoleView.HIDDEN, Optional.of(writer));
            tap.inspect(first);
            clock.advance(Duration.ofNanos(5));
            tap.inspect(garbage);
        }

        Capture capture = Capture.read(new ByteArrayInputStream(file.toByteArray()));

        assertThat(capture.entries())
                .containsExactly(
                        new Capture.Entry(0, Party.HOST, Party.PSP, first.raw()),
                        new Capture.Entry(5, Party.PSP, Party.HOST, Bytes.of(1, 2, 3)));
        assertThat(Bytes.copyOf(file.toByteArray()).slice(0, 24).toHex())
                .isEqualTo("53564243" + "01000000" + "0000000000000000" + "0304" + "0000" + "1c000000");
    }

    @Test
    void refusesDamagedCaptures() {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (CaptureWriter writer = new CaptureWriter(file, clock)) {
            writer.write(tapped(new MailboxResponse(1)));
        }
        byte[] whole = file.toByteArray();
        for (int length = 0; length < whole.length; length++) {
            if (length == Capture.HEADER_SIZE) {
                continue;
            }
            ByteArrayInputStream cut = new ByteArrayInputStream(whole, 0, length);
            assertThatThrownBy(() -> Capture.read(cut)).isInstanceOf(FrameFormatException.class);
        }
        whole[Capture.HEADER_SIZE + 15] = (byte) 0xFF;
        assertThatThrownBy(() -> Capture.read(new ByteArrayInputStream(whole)))
                .isInstanceOf(FrameFormatException.class)
                .hasMessageContaining("capture frame length");
    }

    @Test
    void actsOnTheNthMatchAlone() {
        FaultInjector injector = new FaultInjector(List.of(
                new Rule(FaultInjector.mailboxCommand(0x33), 2, frame -> Verdict.drop()),
                Rule.every(FaultInjector.ofType(FrameType.NOTICE), new Verdict.Hold()),
                Rule.first(FaultInjector.sentBy(Party.HOST), new Verdict.Duplicate())));
        TappedFrame start = tapped(new MailboxCommand(0x0030_0000, 0));
        TappedFrame update = tapped(new MailboxCommand(0x0033_0000, 0));

        assertThat(List.of(start, update, update, update).stream()
                        .map(injector::inspect)
                        .toList())
                .containsExactly(new Verdict.Duplicate(), Verdict.pass(), Verdict.drop(), Verdict.pass());
        assertThat(injector.inspect(tapped(Samples.frames().get(11)))).isEqualTo(new Verdict.Hold());
    }

    @Test
    void flipsBitsOnTheWire() {
        try (SimBus bus = SimBus.deterministic(clock)) {
            Link link = connect(
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

    @ParameterizedTest(name = "secret of {0} bytes at {1}")
    @CsvSource({"1, 0", "16, 0", "16, 7", "16, 48", "64, 0"})
    void tellsOfASecretWithoutShowingIt(int length, int offset) {
        byte[] secret = new byte[length];
        java.util.Arrays.fill(secret, (byte) 0xA7);
        byte[] payload = new byte[64];
        System.arraycopy(secret, 0, payload, offset, length);
        SecretCanary canary = new SecretCanary(Map.of("disk key", SecretBytes.copyOf(secret)));

        assertThat(canary.inspect(tapped(new LaunchSecretPacket(Bytes.zeros(64), Bytes.EMPTY))))
                .isEqualTo(Verdict.pass());
        assertThat(canary.leaks()).isEmpty();
        assertThat(canary.inspect(tapped(new LaunchSecretPacket(Bytes.copyOf(payload), Bytes.EMPTY))))
                .isEqualTo(Verdict.pass());
        assertThat(canary.leaks())
                .containsExactly(
                        new SecretCanary.Leak("disk key", Party.HOST, Party.PSP, "owner.launch-secret", 4 + offset));
        assertThat(canary.leaks().toString()).doesNotContain("a7");
    }

    @Test
    void refusesToWatchForNothing() {
        assertThatThrownBy(() -> new SecretCanary(Map.of("empty", SecretBytes.zeros(0))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void givesEqualRunsEqualTraces() {
        String first = wholeRun(42);

        assertThat(wholeRun(42)).isEqualTo(first);
        assertThat(wholeRun(43)).isNotEqualTo(first);
        assertThat(first.lines().count()).isGreaterThan(300);
    }

    private static Link connect(SimBus bus, Tap... taps) {
        Link link = bus.connect(Party.HOST, Party.PSP, List.of(taps));
        link.end(Party.PSP)
                .onRequest(request -> Optional.of(new MailboxResponse(((MailboxCommand) request).commandRegister())));
        return link;
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
            Link link = connect(bus, faults, new RecorderTap(new JsonLinesTrace(text, clock, seed)));
            for (int i = 0; i < 200; i++) {
                link.end(Party.HOST).call(new MailboxCommand(i, random.nextLong()), DEADLINE);
            }
            bus.drain();
        }
        return text.toString();
    }
}
