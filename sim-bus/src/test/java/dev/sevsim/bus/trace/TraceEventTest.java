package dev.sevsim.bus.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TraceEventTest {
    @Test
    void keepsFieldsInTheOrderInWhichTheyWereAdded() {
        TraceEvent event = TraceEvent.builder("a", "b", "k")
                .with("z", 1)
                .with("a", "text")
                .with("z", 2)
                .build();

        assertThat(event.fields()).containsExactly(Map.entry("z", 2), Map.entry("a", "text"));
    }

    @Test
    void isNotChangedByItsBuilder() {
        TraceEvent.Builder builder = TraceEvent.builder("a", "b", "k").with("x", 1);
        TraceEvent built = builder.build();

        builder.with("y", 2).withOutcome("late");

        assertThat(built.fields()).containsOnlyKeys("x");
        assertThat(built.outcome()).isEmpty();
        assertThatThrownBy(() -> built.fields().put("z", 1)).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void copiesEveryPartIntoANewBuilder() {
        TraceEvent event = TraceEvent.builder("a", "b", "k")
                .with("x", 1)
                .withRaw(Bytes.of(1))
                .withOutcome("OK")
                .withExplanation(new Explanation("rule", "found", "source"))
                .build();

        assertThat(event.toBuilder().build()).isEqualTo(event);
    }
}
