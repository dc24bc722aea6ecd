package dev.sevsim.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.bus.trace.Explanation;
import dev.sevsim.bus.trace.RecordedRun;
import dev.sevsim.bus.trace.TraceEvent;
import dev.sevsim.bus.trace.TraceRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

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
