package dev.sevsim.bus.tap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sevsim.bus.EnvelopeCodec;
import dev.sevsim.bus.Link;
import dev.sevsim.bus.Party;
import dev.sevsim.bus.Samples;
import dev.sevsim.bus.SimBus;
import dev.sevsim.bus.TappedFrame;
import dev.sevsim.bus.Verdict;
import dev.sevsim.bus.frame.DeviceCall;
import dev.sevsim.bus.frame.DeviceOperation;
import dev.sevsim.bus.frame.MailboxCommand;
import dev.sevsim.bus.frame.MailboxResponse;
import dev.sevsim.bus.time.SimClock;
import dev.sevsim.bus.trace.Trace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FaultTest {
    /** The number of a command in CmdResp; docs/reference/sev-firmware-api.md section 1.4. */
    private static final int LAUNCH_MEASURE = 0x33 << 16;

    private static final int NOP = 0x0E << 16;
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    /** Answers to LAUNCH_MEASURE, NOP, LAUNCH_MEASURE, NOP; the processor answers with the register that it got. */
    @ParameterizedTest
    @CsvSource({
        "LAUNCH_MEASURE:1:drop, - e0000 330000 e0000",
        "LAUNCH_MEASURE:2:drop, 330000 e0000 - e0000",
        "LAUNCH_MEASURE/answer:2:drop, 330000 e0000 - e0000",
        "mailbox.command:2:drop, 330000 - 330000 e0000",
        "mailbox.response:4:drop, 330000 e0000 330000 -",
        "NOP:1:corrupt=0, 330000 e0001 330000 e0000",
        "NOP/answer:1:corrupt, 330000 10e0000 330000 e0000",
        "NOP:1:truncate, 330000 - 330000 e0000",
        "NOP:1:delay=9999, 330000 e0000 330000 e0000",
        "NOP:1:delay=10001, 330000 - 330000 e0000",
        "NOP:1:duplicate, 330000 e0000 330000 e0000",
        "NOP:1:reorder, 330000 - 330000 e0000"
    })
    void befallsTheNamedFrameAlone(String fault, String answers) {
        FaultInjector injector = Fault.parse(fault).injector(Trace.NONE);
        List<String> got = new ArrayList<>();
        try (SimBus bus = SimBus.deterministic(new SimClock())) {
            Link link = Samples.echo(bus, injector);
            for (int register : new int[] {LAUNCH_MEASURE, NOP, LAUNCH_MEASURE, NOP}) {
                got.add(link.end(Party.HOST)
                        .call(new MailboxCommand(register, 0), DEADLINE)
                        .map(answer -> Integer.toHexString(((MailboxResponse) answer).responseRegister()))
                        .orElse("-"));
            }
        }

        assertThat(String.join(" ", got)).isEqualTo(answers);
        assertThat(injector.hasActed()).isTrue();
    }

    /** The frame has 12 bytes of payload: it stays as it is, and the run shows nothing about the fault. */
    @ParameterizedTest
    @ValueSource(strings = {"corrupt=12", "corrupt=99", "corrupt=2147483647", "truncate=12", "truncate=2147483647"})
    void hasNotActedOnAFrameThatItDoesNotChange(String action) {
        TappedFrame nop = TappedFrames.request(new MailboxCommand(NOP, 0));
        FaultInjector injector = Fault.parse("NOP:1:" + action).injector(Trace.NONE);

        assertThat(injector.inspect(nop)).isEqualTo(new Verdict.Replace(nop.raw()));
        assertThat(injector.hasActed()).isFalse();
    }

    @Test
    void hasNotActedBeforeItsFrameCame() {
        FaultInjector injector = Fault.parse("KVM_RUN:1:drop").injector(Trace.NONE);

        injector.inspect(TappedFrames.request(new MailboxCommand(NOP, 0)));
        injector.inspect(TappedFrames.request(new DeviceCall(DeviceOperation.OPEN, 1, 0xAE80, 0)));
        assertThat(injector.hasActed()).isFalse();

        assertThat(injector.inspect(TappedFrames.request(new DeviceCall(DeviceOperation.IOCTL, 4, 0xAE80, 0))))
                .isEqualTo(Verdict.drop());
        assertThat(injector.hasActed()).isTrue();
    }

    @Test
    void letsAHeldFrameFollowTheNextOfItsLink() {
        FaultInjector injector = Fault.parse("NOP:1:reorder").injector(Trace.NONE);
        TappedFrame nop = TappedFrames.request(new MailboxCommand(NOP, 0));
        TappedFrame elsewhere = new TappedFrame(Party.VMM, Party.HOST, nop.envelope(), nop.raw());

        assertThat(List.of(nop, elsewhere, nop, nop).stream()
                        .map(injector::inspect)
                        .toList())
                .containsExactly(new Verdict.Hold(), Verdict.pass(), new Verdict.PassThenRelease(), Verdict.pass());
    }

    @Test
    void cutsPayloadsOnly() {
        TappedFrame nop = TappedFrames.request(new MailboxCommand(NOP, 0));

        assertThat(Fault.parse("NOP:1:truncate=0").injector(Trace.NONE).inspect(nop))
                .isEqualTo(new Verdict.Replace(nop.raw().slice(0, EnvelopeCodec.HEADER_SIZE)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"LAUNCH_MEASURE:1:drop", "KVM_RUN/answer:12:corrupt=3", "owner.launch-secret:1:delay"})
    void readsItsOwnText(String text) {
        assertThat(Fault.parse(text)).hasToString(text).isEqualTo(Fault.parse(text));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            drop | is not NAME[/answer]:N:ACTION[=VALUE]
            NOPE:1:drop | expected one of INIT, SHUTDOWN
            KVM_SEV_LAUNCH_SECRET:1:drop | a sub-command goes by its ioctl, KVM_MEMORY_ENCRYPT_OP or SEV_ISSUE_CMD
            vcpu.exit/answer:1:drop | expected a firmware command or an ioctl before /answer
            NOP:0:drop | expected 1 or more
            NOP:x:drop | expected 1 or more
            NOP:1:lose | expected one of drop, delay, duplicate, reorder, truncate, corrupt
            NOP:1:drop=1 | expected drop alone
            NOP:1:delay=-1 | expected a number from 1
            NOP:1:delay=0 | expected a number from 1
            NOP:1:corrupt=-1 | expected a number from 0
            NOP:1:delay=soon | expected delay or delay=NUMBER
            """)
    void refusesOtherTexts(String text, String expected) {
        assertThatIllegalArgumentException().isThrownBy(() -> Fault.parse(text)).withMessageContaining(expected);
    }

    @Test
    void namesCommandsIoctlsAndKindsOfFrames() {
        assertThat(Fault.names()).contains("LAUNCH_MEASURE", "KVM_RUN", "SEV_ISSUE_CMD", "vcpu.exit");
    }
}
