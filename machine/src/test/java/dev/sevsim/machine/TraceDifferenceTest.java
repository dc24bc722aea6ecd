package dev.sevsim.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.bus.frame.FrameCodec;
import dev.sevsim.bus.frame.PlatformCertificates;
import dev.sevsim.bus.trace.Explanation;
import dev.sevsim.bus.trace.RecordedRun;
import dev.sevsim.bus.trace.TraceEvent;
import dev.sevsim.bus.trace.TraceRecord;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceDifferenceTest {
    private static final TraceEvent COMMAND = TraceEvent.builder("host", "psp", "mailbox.command")
            .with("command", 0x30)
            .with("handle", 1)
            .withRaw(Bytes.fromHex("00112233445566778899aabbccddeeff0011"))
            .build();

    @Test
    void findsNothingInEqualRuns() {
        assertThat(TraceDifference.between(run(1, COMMAND, COMMAND), run(1, COMMAND, COMMAND)))
                .isEmpty();
    }

    @Test
    void namesTheFirstFieldThatDiffers() {
        TraceEvent other =
                COMMAND.toBuilder().with("handle", 2).withRaw(Bytes.EMPTY).build();

        assertThat(TraceDifference.between(run(1, COMMAND, COMMAND), run(2, COMMAND, other)))
                .contains(new TraceDifference(2, "mailbox.command from host to psp", "fields.handle", "1", "2"));
    }

    @Test
    void namesInputsAndSeedsAsCauses() {
        RecordedRun first = new RecordedRun(
                OptionalLong.of(1), Map.of("append", "x"), run(1, COMMAND).records());
        RecordedRun second = new RecordedRun(OptionalLong.of(2), Map.of("append", "y"), run(2).records());
        RecordedRun unseeded = new RecordedRun(OptionalLong.empty(), Map.of(), List.of());

        assertThat(TraceDifference.causes(first, second))
                .containsExactly(
                        "--append differs: x and y",
                        "the seeds differ, 1 and 2: so do keys, nonces and the measurement");
        assertThat(TraceDifference.causes(first, unseeded))
                .containsExactly(
                        "--append differs: x and (absent)",
                        "a run without a seed draws its keys, nonces and secrets anew");
        assertThat(TraceDifference.causes(first, first)).isEmpty();
    }

    /** Offsets of a certificate's fields: docs/reference/sev-firmware-api.md section 6.1. */
    @ParameterizedTest
    @CsvSource({
        "0x14, '(PUBKEY, Qx)'",
        "0x5c, '(PUBKEY, Qy)'",
        "0x10, (PUBKEY)",
        "0x41c, (SIG1)",
        "0x08, (PUBKEY_USAGE)"
    })
    void namesTheFieldOfACertificate(String offset, String field) {
        byte[] other = new byte[0x824];
        other[Integer.decode(offset)] = 1;

        assertThat(TraceDifference.between(run(1, certificates(new byte[0x824])), run(1, certificates(other))))
                .get()
                .extracting(TraceDifference::part)
                .asString()
                .endsWith(": pdh at byte " + Integer.decode(offset) + " " + field);
    }

    private static TraceEvent certificates(byte[] pdh) {
        PlatformCertificates frame = new PlatformCertificates(Bytes.copyOf(pdh), Bytes.of(1), Bytes.EMPTY);
        ByteBuffer payload = ByteBuffer.allocate(FrameCodec.payloadSize(frame));
        FrameCodec.encode(frame, payload);
        return TraceEvent.builder("vmm", "owner", "owner.platform-certificates")
                .withRaw(Bytes.copyOf(payload.array()))
                .build();
    }

    @Test
    void namesAFieldThatOnlyOneHas() {
        assertThat(TraceDifference.between(
                        run(1, COMMAND),
                        run(1, COMMAND.toBuilder().with("asid", 5).build())))
                .contains(new TraceDifference(1, "mailbox.command from host to psp", "fields.asid", "(absent)", "5"));
    }

    @Test
    void namesTheKindBeforeTheFields() {
        TraceEvent other = TraceEvent.of("host", "psp", "mailbox.response");

        assertThat(TraceDifference.between(run(1, COMMAND), run(1, other)))
                .contains(new TraceDifference(
                        1, "mailbox.command from host to psp", "kind", "mailbox.command", "mailbox.response"));
    }

    @Test
    void showsTheRawBytesFromWhereTheyDiffer() {
        TraceEvent other = COMMAND.toBuilder()
                .withRaw(Bytes.fromHex("0011ff33445566778899aabbccddeeff0011"))
                .build();

        assertThat(TraceDifference.between(run(1, COMMAND), run(1, other)))
                .contains(new TraceDifference(
                        1,
                        "mailbox.command from host to psp",
                        "raw at byte 2",
                        "2233445566778899aabbccddeeff0011",
                        "ff33445566778899aabbccddeeff0011"));
    }

    @Test
    void reportsWhereTheShorterRawBytesEnd() {
        TraceEvent other = COMMAND.toBuilder().withRaw(Bytes.fromHex("0011")).build();

        assertThat(TraceDifference.between(run(1, other), run(1, COMMAND)))
                .contains(new TraceDifference(
                        1,
                        "mailbox.command from host to psp",
                        "raw at byte 2",
                        "(ends)",
                        "2233445566778899aabbccddeeff0011"));
    }

    @Test
    void comparesOutcomeAndExplanation() {
        TraceEvent refused = COMMAND.toBuilder().withOutcome("INVALID_GUEST").build();
        TraceEvent why = refused.toBuilder()
                .withExplanation(new Explanation("rule", "found", "source"))
                .build();
        TraceEvent otherwise = refused.toBuilder()
                .withExplanation(new Explanation("rule", "something else", "source"))
                .build();

        assertThat(TraceDifference.between(run(1, COMMAND), run(1, refused))
                        .orElseThrow()
                        .part())
                .isEqualTo("outcome");
        assertThat(TraceDifference.between(run(1, why), run(1, otherwise))
                        .orElseThrow()
                        .part())
                .isEqualTo("explanation.found");
    }

    @Test
    void comparesTimes() {
        RecordedRun early = new RecordedRun(OptionalLong.of(1), List.of(new TraceRecord(1, 10, COMMAND)));
        RecordedRun late = new RecordedRun(OptionalLong.of(1), List.of(new TraceRecord(1, 11, COMMAND)));

        assertThat(TraceDifference.between(early, late))
                .contains(new TraceDifference(1, "mailbox.command from host to psp", "time", "10", "11"));
    }

    @Test
    void reportsWhichRunContinues() {
        TraceDifference longer = TraceDifference.between(run(1, COMMAND, COMMAND), run(1, COMMAND))
                .orElseThrow();
        TraceDifference shorter =
                TraceDifference.between(run(1), run(1, COMMAND)).orElseThrow();

        assertThat(longer.step()).isEqualTo(2);
        assertThat(longer.what())
                .isEqualTo("one run ends here, the other continues with mailbox.command from host to psp");
        assertThat(longer.first()).isEqualTo("present");
        assertThat(longer.second()).isEqualTo("(absent)");
        assertThat(shorter.step()).isEqualTo(1);
        assertThat(shorter.first()).isEqualTo("(absent)");
    }

    @Test
    void countsTheSeedOnlyWhenNothingElseDiffers() {
        assertThat(TraceDifference.between(run(1, COMMAND), run(2, COMMAND)))
                .contains(new TraceDifference(0, "header", "seed", "1", "2"));
    }

    private static RecordedRun run(long seed, TraceEvent... events) {
        List<TraceRecord> records = new ArrayList<>();
        for (TraceEvent event : events) {
            records.add(new TraceRecord(records.size() + 1, 0, event));
        }
        return new RecordedRun(OptionalLong.of(seed), records);
    }
}
