package dev.sevsim.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.bus.trace.TraceEvent;
import dev.sevsim.bus.trace.TraceRecord;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class FrameTreeTest {
    private static TraceRecord record(long step, OptionalLong parent, TraceEvent event) {
        return new TraceRecord(step, parent, 0, event);
    }

    @Test
    void nestsRecordsAndSetsAnswersOfOwnersBesideTheQuestion() {
        FrameTree tree = FrameTree.of(List.of(
                record(2, OptionalLong.of(1), TraceEvent.of("host", "psp", "inner")),
                record(1, OptionalLong.empty(), TraceEvent.of("vmm", "host", "outer")),
                record(3, OptionalLong.empty(), TraceEvent.of("vmm", "owner", "owner.question")),
                record(4, OptionalLong.of(3), TraceEvent.of("owner", "vmm", "owner.answer")),
                record(9, OptionalLong.of(8), TraceEvent.of("host", "psp", "cut off"))));

        assertThat(tree.roots()).extracting(node -> node.record().step()).containsExactly(1L, 3L, 4L, 9L);
        assertThat(tree.all()).extracting(node -> node.record().step()).containsExactly(1L, 2L, 3L, 4L, 9L);
    }

    @Test
    void tellsAQuestionForALengthFromARefusal() {
        FrameTree plain = FrameTree.of(Runs.plain().recorded().records());

        assertThat(plain.lengthQueries()).isNotEmpty();
        assertThat(plain.all().filter(plain::isRefusal)).isEmpty();
    }
}
