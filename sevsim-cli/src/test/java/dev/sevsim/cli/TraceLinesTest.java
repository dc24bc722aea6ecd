package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.bus.trace.Explanation;
import dev.sevsim.bus.trace.TraceEvent;
import dev.sevsim.bus.trace.TraceRecord;
import dev.sevsim.cli.TraceLines.Answers;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class TraceLinesTest {
    private static final TraceRecord REQUEST = new TraceRecord(
            1,
            OptionalLong.empty(),
            0,
            TraceEvent.builder("host", "psp", "mailbox.command")
                    .with("command", "0x33")
                    .build());
    private static final TraceRecord QUERY = new TraceRecord(
            2,
            OptionalLong.of(1),
            0,
            TraceEvent.builder("psp", "psp", "firmware.command")
                    .with("MEASURE_LEN", 0)
                    .with("out.MEASURE_LEN", 48)
                    .withOutcome("INVALID_LENGTH")
                    .withExplanation(new Explanation("R", "F", "S"))
                    .build());
    private static final TraceRecord ANSWER = new TraceRecord(
            3,
            OptionalLong.of(1),
            0,
            TraceEvent.builder("psp", "host", "mailbox.response")
                    .with("status", "0x4")
                    .build());

    private static List<String> lines(Answers answers, int columns) {
        List<TraceRecord> all = List.of(REQUEST, QUERY, ANSWER);
        TraceLines lines = new TraceLines(all, answers, columns);
        return all.stream().flatMap(record -> lines.of(record).stream()).toList();
    }

    @Test
    void putsAnAnswerBehindItsRequest() {
        assertThat(lines(Answers.WITH_REQUESTS, 200))
                .containsExactly(
                        "    1   0.000000 s  host → psp     mailbox.command command=LAUNCH_MEASURE → status=INVALID_LENGTH",
                        "    2   0.000000 s  psp              firmware.command = INVALID_LENGTH MEASURE_LEN=0 bytes"
                                + " out.MEASURE_LEN=48 bytes",
                        "        this asks for the length; it is no failure");
        assertThat(lines(Answers.OWN_LINES, 200)).hasSize(4).last().asString().contains("status=INVALID_LENGTH");
    }

    @Test
    void fitsTheColumns() {
        assertThat(lines(Answers.WITH_REQUESTS, 60))
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(60))
                .startsWith(
                        "    1   0.000000 s  host → psp     mailbox.command",
                        "        command=LAUNCH_MEASURE → status=INVALID_LENGTH");
    }
}
