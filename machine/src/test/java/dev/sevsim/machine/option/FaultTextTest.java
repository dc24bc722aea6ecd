package dev.sevsim.machine.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sevsim.bus.tap.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultTextTest {
    @Test
    void readsFaults() {
        assertThat(FaultText.parse("LAUNCH_MEASURE/answer:2:delay=5"))
                .isEqualTo(Fault.parse("LAUNCH_MEASURE/answer:2:delay=5"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "LAUNCH_MEASUR:1:drop | frame, did you mean LAUNCH_MEASURE?",
                "KVM_RUM/answer:1:drop | frame, did you mean KVM_RUN?",
                "owner.launch-secrets:1:drop | frame, did you mean owner.launch-secret ",
                "qqqqqqqqqq:1:drop | frame, expected one of INIT, ",
                "LAUNCH_MEASURE:0:drop | '0' is no number of a frame"
            })
    void namesWhatIsLikeAnUnknownName(String text, String problem) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FaultText.parse(text))
                .withMessageContaining(problem);
    }
}
