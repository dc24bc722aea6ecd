package dev.sevsim.service.client;

import dev.sevsim.owner.service.ServiceAnswer;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Sends requests to an attestation service and checks that its answers are ones of such a service. */
final class OwnerClient {
    private static final Logger LOG = LoggerFactory.getLogger(OwnerClient.class);

    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final int MOST_ANSWER_BYTES = 1 << 20;

    private final OwnerAddress address;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(DEADLINE)
            .build();

    OwnerClient(OwnerAddress address) {
        this.address = address;
    }

    /** The service refused, or the answer is not one of such a service; the message has the reason. */
    static final class NoAnswerException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NoAnswerException(String text, @Nullable Throwable cause) {
            super(text, cause);
        }
    }

    OwnerAddress address() {
        return address;
    }

    /** Sends {@code body} to {@code path}; returns the body of an answer with status {@code expected}. */
    JsonNode post(String path, ObjectNode body, int expected) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address.url() + path))
                .timeout(DEADLINE)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(JsonMapper.shared().writeValueAsString(body)))
                .build();
        try {
            HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            LOG.debug("POST {}{}: {}", address.url(), path, response.statusCode());
            JsonNode answer = JsonMapper.shared().readTree(whole(response));
            if (response.statusCode() != expected) {
                String detail = answer.path("detail")
                        .asString("the service answered with HTTP status " + response.statusCode());
                throw new NoAnswerException(detail + advice(answer.path("code").asString("")), null);
            }
            return answer;
        } catch (IOException e) {
            throw new NoAnswerException(
                    "no answer from " + address.url() + " ("
                            + Objects.toString(e.getMessage(), e.getClass().getSimpleName())
                            + "), is owner serve running there?",
                    e);
        } catch (JacksonException e) {
            throw new NoAnswerException(address.url() + " is no attestation service: its answer is no JSON", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NoAnswerException("interrupted", e);
        }
    }

    private static String advice(String code) {
        return code.equals(ServiceAnswer.Code.UNKNOWN_IMAGE.name())
                ? "; give the name of an image that the service has a policy for: --image NAME"
                : "";
    }

    private byte[] whole(HttpResponse<InputStream> response) throws IOException {
        try (InputStream body = response.body()) {
            byte[] content = body.readNBytes(MOST_ANSWER_BYTES + 1);
            if (content.length > MOST_ANSWER_BYTES) {
                throw new NoAnswerException(
                        address.url() + " answers with more than " + MOST_ANSWER_BYTES + " bytes", null);
            }
            return content;
        }
    }
}
