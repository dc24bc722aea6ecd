package dev.sevsim.bus.tap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.sevsim.abi.Bytes;
import dev.sevsim.bus.Envelope;
import dev.sevsim.bus.EnvelopeCodec;
import dev.sevsim.bus.EnvelopeKind;
import dev.sevsim.bus.Party;
import dev.sevsim.bus.Samples;
import dev.sevsim.bus.TappedFrame;
import dev.sevsim.bus.Verdict;
import dev.sevsim.bus.frame.ExitReason;
import dev.sevsim.bus.frame.Frame;
import dev.sevsim.bus.frame.GuestRegisters;
import dev.sevsim.bus.frame.Intercept;
import dev.sevsim.bus.frame.MailboxCommand;
import dev.sevsim.bus.frame.MailboxResponse;
import dev.sevsim.bus.frame.VcpuEntry;
import dev.sevsim.bus.frame.VcpuExit;
import dev.sevsim.bus.frame.VmcbControl;
import dev.sevsim.bus.time.SimClock;
import dev.sevsim.bus.trace.MemoryTrace;
import dev.sevsim.bus.trace.TraceEvent;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecorderTapTest {
    private final MemoryTrace trace = new MemoryTrace(new SimClock());
    private final RecorderTap tap = new RecorderTap(trace);

    private static TappedFrame tapped(Frame frame) {
        Envelope envelope = new Envelope(Party.HOST, Party.PSP, EnvelopeKind.REQUEST, 1, frame);
        return new TappedFrame(Party.HOST, Party.PSP, Optional.of(envelope), EnvelopeCodec.encode(envelope));
    }

    private TraceEvent recorded(ConsoleView view, TappedFrame frame) {
        MemoryTrace single = new MemoryTrace(new SimClock());
        assertThat(new RecorderTap(single, view, Optional.empty()).inspect(frame))
                .isEqualTo(Verdict.pass());
        return single.records().get(0).event();
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

    private static TappedFrame frame(Party from, Party to, EnvelopeKind kind, long serial) {
        Envelope envelope = new Envelope(from, to, kind, serial, new MailboxResponse(0));
        return new TappedFrame(from, to, Optional.of(envelope), EnvelopeCodec.encode(envelope));
    }

    private List<Long> parents() {
        return trace.records().stream().map(record -> record.parent().orElse(0)).toList();
    }

    @Test
    void keepsARequestOpenUntilItsAnswer() {
        tap.inspect(frame(Party.VMM, Party.HOST, EnvelopeKind.REQUEST, 1));
        tap.inspect(frame(Party.HOST, Party.PSP, EnvelopeKind.REQUEST, 1));
        trace.record(TraceEvent.of("psp", "psp", "inside"));
        tap.inspect(frame(Party.PSP, Party.HOST, EnvelopeKind.ANSWER, 1));
        tap.inspect(frame(Party.HOST, Party.VMM, EnvelopeKind.ANSWER, 1));
        trace.record(TraceEvent.of("vmm", "vmm", "after"));

        assertThat(parents()).containsExactly(0L, 1L, 2L, 2L, 1L, 0L);
    }

    @Test
    void endsARequestWithoutAnswerAtTheNextOneOfItsCaller() {
        tap.inspect(frame(Party.HOST, Party.PSP, EnvelopeKind.REQUEST, 1));
        tap.inspect(frame(Party.HOST, Party.PSP, EnvelopeKind.REQUEST, 2));
        tap.inspect(frame(Party.PSP, Party.HOST, EnvelopeKind.ANSWER, 2));
        trace.record(TraceEvent.of("host", "host", "after"));

        assertThat(parents()).containsExactly(0L, 0L, 2L, 0L);
    }

    @Test
    void opensNothingForANotice() {
        tap.inspect(frame(Party.VMM, Party.OWNER, EnvelopeKind.NOTICE, 1));
        trace.record(TraceEvent.of("owner", "owner", "after"));

        assertThat(parents()).containsExactly(0L, 0L);
    }
}
