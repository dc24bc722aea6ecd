package dev.sevsim.host.qmp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.host.vmm.ShutdownCause;
import dev.sevsim.host.vmm.VmmEvent;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** The schema describes what is served: commands, arguments, answers and events. */
@Timeout(60)
class QmpSchemaTest {
    /** Queries whose answer a client can ask for at any time, and the arguments of the one that has some. */
    private static final Set<String> ASKED_ELSEWHERE = Set.of(
            "cont",
            "qmp_capabilities",
            "query-sev-attestation-report",
            "quit",
            "sev-inject-launch-secret",
            "stop",
            "system_powerdown",
            "system_reset");

    @AutoClose
    private final MonitorFixture fixture = new MonitorFixture(QmpLimits.DEFAULT);

    private final QmpCommands commands = new QmpCommands(() -> "tcp:x");
    private final Map<String, JsonNode> schema = new TreeMap<>();

    @BeforeEach
    void read() {
        fixture.start();
        for (JsonNode entry : new QueryQmpSchemaCommand().schema()) {
            assertThat(schema.put(entry.get("name").asString(), entry)).isNull();
        }
    }

    private JsonNode entry(String name) {
        return Objects.requireNonNull(schema.get(name), name);
    }

    private Stream<JsonNode> entries(String metaType) {
        return schema.values().stream()
                .filter(e -> e.get("meta-type").asString().equals(metaType));
    }

    @Test
    void listsTheCommandsThatAreServedWithTheirArguments() {
        assertThat(entries("command").map(e -> e.get("name").asString())).containsExactlyElementsOf(commands.names());
        for (String name : commands.names()) {
            JsonNode members = entry(entry(name).get("arg-type").asString()).get("members");
            List<String> expected = commands.find(name).orElseThrow().parameters().stream()
                    .map(p -> p.name() + " " + p.presence() + " " + shown(p.type()))
                    .toList();
            assertThat(members.valueStream()
                            .map(m -> m.get("name").asString() + " " + (m.has("default") ? "OPTIONAL" : "REQUIRED")
                                    + " " + meta(m.get("type").asString())))
                    .as(name)
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    private static String shown(QmpType type) {
        return switch (type) {
            case STRING -> "string";
            case ARRAY -> "array";
            case BOOLEAN -> "boolean";
            case UINT64 -> "int";
        };
    }

    private String meta(String type) {
        JsonNode entry = entry(type);
        return entry.has("json-type")
                ? entry.get("json-type").asString()
                : entry.get("meta-type").asString();
    }

    @Test
    void listsTheEventsOfTheVmm() {
        assertThat(entries("event").map(e -> e.get("name").asString()))
                .containsExactlyElementsOf(new TreeSet<>(
                        Stream.of(VmmEvent.Kind.values()).map(Enum::name).toList()));
        assertThat(entry("ShutdownCause").get("values").valueStream().map(JsonNode::asString))
                .containsAll(Stream.of(ShutdownCause.values())
                        .map(ShutdownCause::text)
                        .toList());
    }

    @Test
    void namesNoTypeThatItDoesNotDescribeAndNoneThatIsNotUsed() {
        Set<String> used = new HashSet<>();
        for (JsonNode entry : schema.values()) {
            for (String key : List.of("arg-type", "ret-type", "element-type")) {
                Optional.ofNullable(entry.get(key)).ifPresent(type -> used.add(type.asString()));
            }
            for (String list : List.of("members", "variants")) {
                Optional.ofNullable(entry.get(list))
                        .ifPresent(all -> all.valueStream()
                                .filter(m -> m.has("type"))
                                .forEach(m -> used.add(m.get("type").asString())));
            }
        }
        Set<String> types = new TreeSet<>(schema.keySet());
        types.removeIf(name -> List.of("command", "event")
                .contains(entry(name).get("meta-type").asString()));
        assertThat(used).isEqualTo(types);
    }

    @Test
    void describesTheAnswers() throws Exception {
        try (QmpClient client = fixture.ready()) {
            for (String name : commands.names()) {
                if (!ASKED_ELSEWHERE.contains(name)) {
                    String arguments = name.equals("qom-list") ? ",\"arguments\":{\"path\":\"/machine\"}" : "";
                    JsonNode reply = client.ask("{\"execute\":\"" + name + "\"" + arguments + "}");
                    assertThat(reply.has("return")).as("%s: %s", name, reply).isTrue();
                    conforms(
                            name,
                            reply.get("return"),
                            entry(name).get("ret-type").asString());
                }
            }
        }
    }

    private void conforms(String where, JsonNode value, String type) {
        JsonNode entry = entry(type);
        switch (entry.get("meta-type").asString()) {
            case "array" -> {
                assertThat(value.isArray()).as(where).isTrue();
                value.forEach(element -> conforms(
                        where + "[]", element, entry.get("element-type").asString()));
            }
            case "enum" ->
                assertThat(entry.get("values").valueStream().map(JsonNode::asString))
                        .as(where)
                        .contains(value.asString());
            case "object" -> object(where, value, entry);
            default -> {
                boolean fits = switch (entry.get("json-type").asString()) {
                    case "string" -> value.isString();
                    case "int" -> value.isIntegralNumber();
                    case "boolean" -> value.isBoolean();
                    default -> true;
                };
                assertThat(fits).as("%s: %s as %s", where, value, type).isTrue();
            }
        }
    }

    private void object(String where, JsonNode value, JsonNode entry) {
        assertThat(value.isObject()).as(where).isTrue();
        Map<String, JsonNode> members = new TreeMap<>();
        entry.get("members").forEach(m -> members.put(m.get("name").asString(), m));
        if (entry.has("tag")) {
            String tag = value.get(entry.get("tag").asString()).asString();
            entry.get("variants")
                    .valueStream()
                    .filter(v -> v.get("case").asString().equals(tag))
                    .forEach(v -> entry(v.get("type").asString())
                            .get("members")
                            .forEach(m -> members.put(m.get("name").asString(), m)));
        }
        members.forEach((name, member) -> {
            if (value.has(name)) {
                conforms(where + "." + name, value.get(name), member.get("type").asString());
            } else {
                assertThat(member.has("default")).as("%s lacks %s", where, name).isTrue();
            }
        });
        assertThat(members.keySet()).as(where).containsAll(value.propertyNames());
    }

    @Test
    void describesTheVm() throws Exception {
        try (QmpClient client = fixture.ready()) {
            assertThat(client.execute("query-target").get("return").toString()).isEqualTo("{\"arch\":\"x86_64\"}");
            assertThat(client.execute("query-memory-size-summary").get("return").toString())
                    .isEqualTo("{\"base-memory\":16777216,\"plugged-memory\":0}");
            assertThat(client.execute("query-name").get("return").toString()).isEqualTo("{}");
            assertThat(client.execute("query-cpus-fast").get("return").size()).isEqualTo(1);
            assertThat(client.execute("query-chardev")
                            .get("return")
                            .get(0)
                            .get("filename")
                            .asString())
                    .isEqualTo(fixture.monitor.address() + ",server=on");
            assertThat(client.ask("{'execute':'qom-list','arguments':{'path':'/objects'}}")
                            .get("return")
                            .toString())
                    .isEqualTo("[{\"name\":\"type\",\"type\":\"string\"},"
                            + "{\"name\":\"sev0\",\"type\":\"child<sev-guest>\"}]");
            assertThat(client.refusal("{'execute':'qom-list','arguments':{'path':'/nope'}}"))
                    .isEqualTo("DeviceNotFound: Device '/nope' not found");
        }
    }

    @Test
    void resetsAPlainGuest() throws Exception {
        try (QmpClient client = fixture.ready()) {
            client.send("{'execute':'system_reset'}");
            assertThat(client.line()).contains("{\"return\":{}}");
            assertThat(client.line())
                    .contains("{\"event\":\"RESET\",\"data\":{\"guest\":false,\"reason\":\"host-qmp-system-reset\"},"
                            + "\"timestamp\":{\"seconds\":1656417240,\"microseconds\":0}}");
            assertThat(client.execute("query-status")
                            .get("return")
                            .get("status")
                            .asString())
                    .isEqualTo("prelaunch");
        }
    }
}
