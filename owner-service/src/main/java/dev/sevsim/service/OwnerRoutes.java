package dev.sevsim.service;

import dev.sevsim.abi.Bytes;
import dev.sevsim.bus.frame.LaunchMeasurement;
import dev.sevsim.owner.service.AttestationService;
import dev.sevsim.owner.service.LaunchId;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.node.JsonNodeFactory;

/** The actions of the service by method and path. */
final class OwnerRoutes {
    private static final String DESCRIPTION = "owner-service.openapi.json";
    private static final String PARAMETER = "\\{[^}]+}";
    private static final String ONE_NAME = "([^/]{1,64})";

    private final AttestationService service;
    private final Bytes description = readDescription();
    private final List<Route> routes;

    OwnerRoutes(AttestationService service) {
        this.service = service;
        routes = List.of(
                Route.of("GET", "/v1/health", (call, name) -> health()),
                Route.of("GET", "/openapi.json", (call, name) -> openApi()),
                Route.of("POST", "/v1/launches", (call, name) -> bundle(call.body())),
                Route.of(
                        "POST", "/v1/launches/{launchId}/measurement", (call, name) -> measurement(name, call.body())));
    }

    /** A request, whole. */
    record Call(String method, String path, String contentType, Bytes body) {}

    /** Answers a request; {@code name} is the one parameter of the path. */
    @FunctionalInterface
    interface Action {
        HttpAnswer answer(Call call, String name);
    }

    /**
     * One method of one path.
     *
     * @param path as the description writes it
     * @param pattern the paths that clients write
     */
    record Route(String method, String path, Pattern pattern, Action action) {
        static Route of(String method, String path, Action action) {
            String regex = path.replaceAll(PARAMETER, Matcher.quoteReplacement(ONE_NAME));
            return new Route(method, path, Pattern.compile(regex), action);
        }
    }

    List<Route> all() {
        return routes;
    }

    HttpAnswer answer(Call call) {
        for (Route route : routes) {
            Matcher matcher = route.pattern().matcher(call.path());
            if (matcher.matches()) {
                return follow(route, call, matcher.groupCount() > 0 ? matcher.group(1) : "");
            }
        }
        return HttpAnswer.problem(ProblemKind.NOT_FOUND, "the service has no such path");
    }

    private static HttpAnswer follow(Route route, Call call, String name) {
        if (!call.method().equals(route.method())) {
            return HttpAnswer.wrongMethod(route.method());
        }
        if (route.method().equals("POST") && !isJson(call.contentType())) {
            return HttpAnswer.problem(ProblemKind.UNSUPPORTED_MEDIA_TYPE, "the header Content-Type does not say JSON");
        }
        try {
            return route.action().answer(call, name);
        } catch (StrictJson.Problem e) {
            return HttpAnswer.problem(ProblemKind.MALFORMED, "body: " + e.getMessage());
        }
    }

    private static HttpAnswer health() {
        return HttpAnswer.json(
                HttpResponseStatus.OK, JsonNodeFactory.instance.objectNode().put("status", "ok"));
    }

    private HttpAnswer openApi() {
        return new HttpAnswer(HttpResponseStatus.OK, HttpAnswer.JSON, description, Optional.empty());
    }

    private HttpAnswer bundle(Bytes body) {
        return HttpAnswer.of(service.bundle(OwnerMessages.bundleRequest(body)));
    }

    private HttpAnswer measurement(String launch, Bytes body) {
        Optional<LaunchId> id = LaunchId.parse(launch);
        LaunchMeasurement measurement = OwnerMessages.measurement(body);
        return id.isPresent()
                ? HttpAnswer.of(service.measurement(id.get(), measurement))
                : HttpAnswer.problem(ProblemKind.UNKNOWN_SESSION, "no launch has such a name");
    }

    private static boolean isJson(String contentType) {
        return contentType.split(";", 2)[0].strip().equalsIgnoreCase(HttpAnswer.JSON);
    }

    private static Bytes readDescription() {
        try (InputStream in = Objects.requireNonNull(OwnerRoutes.class.getResourceAsStream(DESCRIPTION), DESCRIPTION)) {
            return Bytes.copyOf(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
