package dev.sevsim.view;

import dev.sevsim.io.file.InputException;
import dev.sevsim.machine.SimulatorException;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Answers the requests of the page. */
final class ViewRoutes {
    private static final String HTML = "text/html; charset=utf-8";
    private static final String JSON = "application/json";

    private final String token;
    private @Nullable String firstPage;

    ViewRoutes(String token) {
        this.token = token;
    }

    /**
     * A request.
     *
     * @param host header Host; empty for none
     * @param origin header Origin; empty for none
     * @param local address and port that the client has connected to
     */
    record Call(String method, String uri, String host, String origin, String local) {}

    /** An answer. */
    record Answer(HttpResponseStatus status, String type, String body) {
        static Answer problem(HttpResponseStatus status, String problem) {
            StringWriter text = new StringWriter();
            try (JsonGenerator out = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
                out.writeStartObject();
                out.writeStringProperty("problem", problem);
                out.writeEndObject();
            }
            return new Answer(status, JSON, text.toString());
        }
    }

    /** The answer to a request; it may take as long as a launch. */
    Answer answer(Call call) {
        if (!call.host().equals(call.local())) {
            return Answer.problem(HttpResponseStatus.MISDIRECTED_REQUEST, "this server has another address");
        }
        if (!call.origin().isEmpty() && !call.origin().equals("http://" + call.local())) {
            return Answer.problem(HttpResponseStatus.FORBIDDEN, "the request comes from another page");
        }
        QueryStringDecoder uri = new QueryStringDecoder(call.uri(), StandardCharsets.UTF_8, true, 32);
        String[] path = uri.path().split("/", -1);
        if (path.length != 3 || !isToken(path[1])) {
            return Answer.problem(HttpResponseStatus.NOT_FOUND, "there is no such page");
        }
        return switch (path[2]) {
            case "" ->
                call.method().equals("GET") ? new Answer(HttpResponseStatus.OK, HTML, firstPage()) : wrongMethod("GET");
            case "launch" -> call.method().equals("POST") ? launch(uri.parameters()) : wrongMethod("POST");
            default -> Answer.problem(HttpResponseStatus.NOT_FOUND, "there is no such page");
        };
    }

    private static Answer launch(Map<String, List<String>> query) {
        try {
            return new Answer(
                    HttpResponseStatus.OK,
                    JSON,
                    LaunchDocument.of(LaunchRequest.of(query).run()));
        } catch (InputException | SimulatorException e) {
            return Answer.problem(HttpResponseStatus.BAD_REQUEST, Objects.toString(e.getMessage(), "wrong options"));
        }
    }

    /** The page with the launch that the form begins with. */
    private synchronized String firstPage() {
        String page = firstPage;
        if (page == null) {
            page = LaunchPage.served(
                    LaunchRequest.of(Map.of("seed", List.of("1"))).run(), LaunchRequest.settings());
            firstPage = page;
        }
        return page;
    }

    private static Answer wrongMethod(String allowed) {
        return Answer.problem(HttpResponseStatus.METHOD_NOT_ALLOWED, "this path takes " + allowed);
    }

    /** Compares in a time that does not depend on how much is right. */
    private boolean isToken(String given) {
        return MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
    }
}
