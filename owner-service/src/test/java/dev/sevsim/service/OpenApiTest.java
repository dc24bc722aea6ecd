package dev.sevsim.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.bus.frame.LaunchBundle;
import dev.sevsim.bus.frame.LaunchSecretPacket;
import dev.sevsim.owner.service.LaunchId;
import dev.sevsim.owner.service.ServiceAnswer;
import dev.sevsim.owner.service.ServiceAnswer.Accepted;
import dev.sevsim.owner.service.ServiceAnswer.Granted;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The description of the service against what the service does; the validator is networknt's. */
class OpenApiTest {
    private static final LaunchId ID =
            LaunchId.parse("01234567-89ab-4cde-8f01-23456789abcd").orElseThrow();
    private static final String BUNDLE_REQUEST =
            "{\"image\":\"web\",\"policy\":4294967295,\"pdh\":\"AAAA\",\"chain\":\"AAA=\",\"ca\":\"\"}";
    private static final String MEASUREMENT =
            "{\"measurement\":\"AAAA\",\"apiMajor\":1,\"apiMinor\":55,\"buildId\":255,\"policy\":1}";

    private static String text(HttpAnswer answer) {
        return new String(answer.body().toArray(), StandardCharsets.UTF_8);
    }

    @Test
    void describesEveryRouteAndNoOther() throws Exception {
        Set<String> described = new TreeSet<>();
        JsonNode paths = Schemas.openApi().get("paths");
        paths.propertyNames()
                .forEach(path -> paths.get(path)
                        .propertyNames()
                        .forEach(method -> described.add(method.toUpperCase(java.util.Locale.ROOT) + " " + path)));

        Set<String> served = TestService.routes().stream()
                .map(route -> route.method() + " " + route.path())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(described).isEqualTo(served).hasSize(4);
    }

    @Test
    void describesEveryStatusOfTheService() {
        JsonNode paths = Schemas.openApi().get("paths");
        Set<String> statuses = new TreeSet<>();
        paths.forEach(path ->
                path.forEach(method -> method.get("responses").propertyNames().forEach(statuses::add)));
        assertThat(Arrays.stream(ServiceAnswer.Code.values())
                        .map(code ->
                                String.valueOf(ProblemKind.of(code).status().code())))
                .allMatch(statuses::contains);
    }

    @ParameterizedTest
    @EnumSource
    void answersProblemsAsDescribed(ProblemKind kind) {
        HttpAnswer answer = HttpAnswer.problem(kind, "because");

        assertThat(Schemas.problemsOfMessage("Problem", text(answer))).isEmpty();
        assertThat(answer.contentType()).isEqualTo("application/problem+json");
        assertThat(text(answer))
                .contains(
                        "\"detail\":\"because\"",
                        "\"status\":" + answer.status().code());
    }

    @Test
    void namesEveryCodeOfAProblem() {
        List<String> named = new ArrayList<>();
        Schemas.openApi()
                .at("/components/schemas/Problem/properties/code/enum")
                .forEach(code -> named.add(code.asString()));
        assertThat(named)
                .containsExactly(
                        Arrays.stream(ProblemKind.values()).map(Enum::name).toArray(String[]::new));
    }

    @Test
    void answersBundlesAndVerdictsAsDescribed() {
        HttpAnswer bundle = HttpAnswer.of(new Granted(
                ID,
                new LaunchBundle(-1, Bytes.zeros(2084), Bytes.zeros(128)),
                Instant.parse("2026-01-01T00:00:00.123Z")));
        HttpAnswer bare = HttpAnswer.of(new Accepted(Bytes.zeros(32), Optional.empty()));
        HttpAnswer sealed = HttpAnswer.of(
                new Accepted(Bytes.zeros(32), Optional.of(new LaunchSecretPacket(Bytes.zeros(52), Bytes.zeros(80)))));

        assertThat(Schemas.problemsOfMessage("Bundle", text(bundle))).isEmpty();
        assertThat(Schemas.problemsOfMessage("Verdict", text(bare))).isEmpty();
        assertThat(Schemas.problemsOfMessage("Verdict", text(sealed))).isEmpty();
        assertThat(Schemas.problemsOfMessage("Verdict", text(bundle))).isNotEmpty();
        assertThat(bundle.status().code()).isEqualTo(201);
        assertThat(text(bundle)).contains("\"policy\":4294967295");
        assertThat(sealed.status().code()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"BundleRequest", "Measurement"})
    void demandsWhatTheDescriptionDemands(String name) {
        String good = name.equals("Measurement") ? MEASUREMENT : BUNDLE_REQUEST;
        assertThat(Schemas.problemsOfMessage(name, good)).isEmpty();
        read(name, good);

        ObjectNode message = (ObjectNode) JsonMapper.shared().readTree(good);
        for (String member : List.copyOf(message.propertyNames())) {
            ObjectNode without = message.deepCopy();
            without.remove(member);
            refusedByBoth(name, without.toString());
            refusedByBoth(name, message.deepCopy().putNull(member).toString());
            refusedByBoth(name, message.deepCopy().put(member, -1).toString());
            refusedByBoth(name, message.deepCopy().put(member, true).toString());
        }
        refusedByBoth(name, message.deepCopy().put("more", 1).toString());
        refusedByBoth(name, "[]");
        refusedByBoth(name, "\"" + name + "\"");
    }

    private static void refusedByBoth(String name, String text) {
        assertThat(Schemas.problemsOfMessage(name, text)).as(text).isNotEmpty();
        assertThatThrownBy(() -> read(name, text)).as(text).isInstanceOf(StrictJson.Problem.class);
    }

    private static void read(String name, String text) {
        Object made = name.equals("Measurement")
                ? OwnerMessages.measurement(Bytes.ofUtf8(text))
                : OwnerMessages.bundleRequest(Bytes.ofUtf8(text));
        assertThat(made).isNotNull();
    }
}
