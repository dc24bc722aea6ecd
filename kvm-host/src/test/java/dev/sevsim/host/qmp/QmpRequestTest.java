package dev.sevsim.host.qmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Source of the expectations: docs/reference/kvm-host.md section 5.8. */
class QmpRequestTest {
    private static JsonNode json(String text) {
        return new QmpJson(QmpLimits.DEFAULT).read(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void hasNoArgumentsWithoutTheMember() {
        QmpRequest request = QmpRequest.of(json("{'execute':'stop','id':5}"), false);

        assertThat(request.command()).isEqualTo("stop");
        assertThat(request.arguments().isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]|QMP input must be a JSON object",
                "{}|QMP input lacks member 'execute'",
                "{\"execute\":5}|QMP input member 'execute' must be a string",
                "{\"execute\":\"stop\",\"arguments\":[]}|QMP input member 'arguments' must be an object",
                "{\"exec-oob\":\"stop\"}|QMP input member 'exec-oob' is unexpected",
                "{\"other\":1,\"execute\":5}|QMP input member 'other' is unexpected",
            })
    void refusesOtherMembersInTheirOrder(String message, String error) {
        assertThatThrownBy(() -> QmpRequest.of(json(message), false))
                .isInstanceOf(QmpException.class)
                .hasMessage(error);
    }

    @Test
    void findsTheIdOfAnInvalidRequest() {
        assertThat(QmpRequest.id(json("{\"id\":[1],\"x\":2}"))).contains(json("[1]"));
        assertThat(QmpRequest.id(json("[1]"))).isEmpty();
    }
}
