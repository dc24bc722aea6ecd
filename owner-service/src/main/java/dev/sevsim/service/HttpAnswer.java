package dev.sevsim.service;

import dev.sevsim.abi.Bytes;
import dev.sevsim.owner.service.ServiceAnswer;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A response before it is written.
 *
 * @param status of HTTP
 * @param contentType what the body is
 * @param body JSON
 * @param allow the one method that the path takes, where another was used
 */
record HttpAnswer(HttpResponseStatus status, String contentType, Bytes body, Optional<String> allow) {
    static final String JSON = "application/json";
    static final String PROBLEM = "application/problem+json";

    static HttpAnswer of(ServiceAnswer answer) {
        if (answer instanceof ServiceAnswer.Refused refused) {
            return problem(ProblemKind.of(refused.code()), refused.reason());
        }
        boolean made = answer instanceof ServiceAnswer.Granted;
        return json(made ? HttpResponseStatus.CREATED : HttpResponseStatus.OK, OwnerMessages.of(answer));
    }

    static HttpAnswer json(HttpResponseStatus status, ObjectNode body) {
        return new HttpAnswer(status, JSON, bytes(body), Optional.empty());
    }

    static HttpAnswer problem(ProblemKind kind, String detail) {
        return new HttpAnswer(kind.status(), PROBLEM, bytes(kind.describe(detail)), Optional.empty());
    }

    static HttpAnswer wrongMethod(String allowed) {
        ProblemKind kind = ProblemKind.METHOD_NOT_ALLOWED;
        return new HttpAnswer(
                kind.status(), PROBLEM, bytes(kind.describe("this path takes " + allowed)), Optional.of(allowed));
    }

    private static Bytes bytes(ObjectNode body) {
        return Bytes.copyOf(JsonMapper.shared().writeValueAsBytes(body));
    }
}
