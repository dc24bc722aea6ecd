package dev.sevsim.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.owner.service.ServiceAnswer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.node.ObjectNode;

class ProblemKindTest {
    @ParameterizedTest
    @EnumSource(ProblemKind.class)
    void describesEachProblemWithItsRemedy(ProblemKind kind) {
        ObjectNode body = kind.describe("the detail");

        assertThat(body.get("type").asString()).matches("urn:sevsim:problem:[a-z-]+");
        assertThat(body.get("status").asInt()).isEqualTo(kind.status().code()).isBetween(400, 599);
        assertThat(body.get("detail").asString()).isEqualTo("the detail");
        assertThat(body.get("code").asString()).isEqualTo(kind.name());
        assertThat(body.get("title").asString()).isNotEmpty();
        assertThat(body.get("remedy").asString()).isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource(ServiceAnswer.Code.class)
    void hasEveryReasonOfTheService(ServiceAnswer.Code code) {
        assertThat(ProblemKind.of(code).name()).isEqualTo(code.name());
    }
}
