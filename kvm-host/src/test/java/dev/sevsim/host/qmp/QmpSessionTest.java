package dev.sevsim.host.qmp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.Socket;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Source of the expectations: docs/reference/kvm-host.md section 5.8. */
@Timeout(60)
class QmpSessionTest {
    @AutoClose
    private final MonitorFixture fixture = new MonitorFixture(QmpLimits.DEFAULT);

    @BeforeEach
    void start() {
        fixture.start();
    }

    @Test
    void greetsWithVersionAndOutOfBandExecution() throws Exception {
        try (QmpClient client = fixture.connect()) {
            JsonNode greeting = client.read().get("QMP");

            assertThat(greeting.get("capabilities").toString()).isEqualTo("[\"oob\"]");
            JsonNode version = greeting.get("version");
            assertThat(version.get("package").isString()).isTrue();
            for (String part : new String[] {"major", "minor", "micro"}) {
                assertThat(version.get("qemu").get(part).isInt()).isTrue();
            }
            client.send("{\"execute\":\"qmp_capabilities\"}{\"execute\":\"query-version\"}");
            assertThat(client.read().toString()).isEqualTo("{\"return\":{}}");
            assertThat(client.read().get("return")).isEqualTo(version);
        }
    }

    @Test
    void opensNothingBeforeTheNegotiationAndNegotiatesOnce() throws Exception {
        try (QmpClient client = fixture.connect()) {
            client.read();
            String expecting = "CommandNotFound: Expecting capabilities negotiation with 'qmp_capabilities'";
            assertThat(client.refusal("{\"execute\":\"query-status\"}")).isEqualTo(expecting);
            assertThat(client.refusal("{\"execute\":\"nothing\"}")).isEqualTo(expecting);
            assertThat(client.refusal("{\"execute\":\"qmp_capabilities\",\"arguments\":{\"enable\":[\"fast\"]}}"))
                    .isEqualTo("GenericError: Parameter 'null' does not accept value 'fast'");
            assertThat(client.refusal("{\"execute\":\"query-status\"}")).isEqualTo(expecting);
            assertThat(client.ask("{\"execute\":\"qmp_capabilities\",\"arguments\":{\"enable\":[]}}")
                            .has("return"))
                    .isTrue();
            assertThat(client.refusal("{\"execute\":\"qmp_capabilities\"}"))
                    .isEqualTo("CommandNotFound: Capabilities negotiation is already complete, command ignored");
        }
        try (QmpClient again = fixture.connect()) {
            again.read();
            assertThat(again.refusal("{\"execute\":\"query-status\"}")).startsWith("CommandNotFound: Expecting");
        }
    }

    @Test
    void acceptsOutOfBandExecutionWhichNoCommandSupports() throws Exception {
        try (QmpClient client = fixture.connect()) {
            client.read();
            assertThat(client.refusal("{'exec-oob':'query-kvm'}"))
                    .isEqualTo("GenericError: QMP input member 'exec-oob' is unexpected");
            assertThat(client.ask("{'execute':'qmp_capabilities','arguments':{'enable':['oob']}}")
                            .has("return"))
                    .isTrue();
            assertThat(client.refusal("{'exec-oob':'query-kvm','id':4}"))
                    .isEqualTo("GenericError: The command query-kvm does not support OOB");
            assertThat(client.refusal("{'exec-oob':'nothing'}"))
                    .isEqualTo("CommandNotFound: The command nothing has not been found");
            assertThat(client.refusal("{'exec-oob':'stop','execute':'stop'}"))
                    .isEqualTo("GenericError: QMP input member 'execute' clashes with 'exec-oob'");
            assertThat(client.refusal("{'exec-oob':1}"))
                    .isEqualTo("GenericError: QMP input member 'exec-oob' must be a string");
            assertThat(client.ask("{'execute':'query-kvm','id':'5'}").get("id").asString())
                    .isEqualTo("5");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "\"a\"",
                "null",
                "{\"a\":[1,2,{\"b\":null}]}",
                "123456789012345678901234567890",
                "1.50",
                "\"\\u20ac\\ud83d\\ude00\"",
                "[]"
            })
    void returnsTheIdAsItCame(String id) throws Exception {
        try (QmpClient client = fixture.ready()) {
            client.send("{\"id\":" + id + ",\"execute\":\"query-kvm\"}");
            assertThat(client.line().orElseThrow())
                    .isEqualToIgnoringCase("{\"return\":{\"enabled\":true,\"present\":true},\"id\":" + id + "}");
            client.send("{\"execute\":7,\"id\":" + id + "}");
            assertThat(client.line().orElseThrow()).endsWithIgnoringCase(",\"id\":" + id + "}");
        }
    }

    @Test
    void endsEachMessageWithCarriageReturnAndLineFeed() throws Exception {
        int port = Integer.parseInt(fixture.monitor.address().replaceAll(".*:", ""));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            StringBuilder text = new StringBuilder();
            int next;
            while ((next = socket.getInputStream().read()) >= 0 && next != '\n') {
                text.append((char) next);
            }
            assertThat(text).endsWith("}\r");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "5 | QMP input must be a JSON object",
                "[] | QMP input must be a JSON object",
                "\"quit\" | QMP input must be a JSON object",
                "{\"execute\":5} | QMP input member 'execute' must be a string",
                "{\"execute\":\"stop\",\"arguments\":[]} | QMP input member 'arguments' must be an object",
                "{\"execute\":\"stop\",\"extra\":1} | QMP input member 'extra' is unexpected",
                "{\"exec-oob\":\"stop\"} | QMP input member 'exec-oob' is unexpected",
                "{\"id\":1} | QMP input lacks member 'execute'",
                "{} | QMP input lacks member 'execute'",
                "{\"extra\":1,\"execute\":5} | QMP input member 'extra' is unexpected",
                "{\"execute\":\"stop\",\"arguments\":{\"x\":1}} | Parameter 'x' is unexpected",
                "{\"execute\":\"query-sev-attestation-report\"} | Parameter 'mnonce' is missing",
                "{\"execute\":\"query-sev-attestation-report\",\"arguments\":{\"mnonce\":1}}"
                        + " | Invalid parameter type for 'mnonce', expected: string",
                "{\"execute\":\"sev-inject-launch-secret\",\"arguments\":{\"secret\":\"\",\"extra\":1}}"
                        + " | Parameter 'packet-header' is missing",
                "{\"execute\":\"sev-inject-launch-secret\",\"arguments\":{\"secret\":\"\",\"packet-header\":\"\","
                        + "\"gpa\":\"0x10\"}} | Parameter 'gpa' expects uint64",
                "{\"execute\":\"sev-inject-launch-secret\",\"arguments\":{\"secret\":\"\",\"packet-header\":\"\","
                        + "\"gpa\":-1}} | SEV: Failed to decode sequence header",
                "{'execute':'qom-list','arguments':{'path':1}} | Invalid parameter type for 'path', expected: string",
                "{\"execute\":\"sev-inject-launch-secret\",\"arguments\":{\"secret\":\"\",\"packet-header\":\"\","
                        + "\"gpa\":18446744073709551616}} | Parameter 'gpa' expects uint64",
                "{'execute':\"it's\\u00e9\", 'x':'a\\'b'} | QMP input member 'x' is unexpected"
            })
    void refusesMessagesOfAnotherShape(String message, String text) throws Exception {
        try (QmpClient client = fixture.ready()) {
            assertThat(client.refusal(message + "\n")).isEqualTo("GenericError: " + text);
            assertThat(client.execute("query-status").has("return")).isTrue();
        }
    }

    @Test
    void refusesOtherCommands() throws Exception {
        try (QmpClient client = fixture.ready()) {
            assertThat(client.refusal("{\"execute\":\"device_add\"}"))
                    .isEqualTo("CommandNotFound: The command device_add has not been found");
            assertThat(client.execute("query-commands")
                            .get("return")
                            .valueStream()
                            .map(c -> c.get("name").asString()))
                    .containsExactlyInAnyOrder(
                            "cont",
                            "stop",
                            "quit",
                            "system_powerdown",
                            "qmp_capabilities",
                            "query-commands",
                            "query-kvm",
                            "query-status",
                            "query-version",
                            "query-sev",
                            "query-sev-capabilities",
                            "query-sev-launch-measure",
                            "query-sev-attestation-report",
                            "sev-inject-launch-secret",
                            "system_reset",
                            "qom-list",
                            "query-block",
                            "query-chardev",
                            "query-cpus-fast",
                            "query-machines",
                            "query-memory-size-summary",
                            "query-name",
                            "query-qmp-schema",
                            "query-target",
                            "query-uuid");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"execute\": foo}",
                "{\"execute\": \"stop\",}",
                "{\"id\":1,\"execute\":\"a\nb\"}\n",
                "}",
                "nonsense and more of it",
                "{\"id\":1,\"id\":2}",
                "{]",
                "\u0001",
                "{\"execute\":\u0001",
                "{\"a\": '}",
                "{'execute':'\\ud83d'}"
            })
    void resynchronisesAfterInvalidJson(String broken) throws Exception {
        try (QmpClient client = fixture.ready()) {
            client.send(broken + "\n{\"execute\":\"query-kvm\",\"id\":7}");
            JsonNode reply = client.read();
            boolean refused = false;
            while (!reply.has("return")) {
                assertThat(QmpClient.describe(reply)).startsWith("GenericError: JSON parse error");
                assertThat(reply.has("id")).isFalse();
                refused = true;
                reply = client.read();
            }
            assertThat(refused).isTrue();
            assertThat(reply.get("id").asInt()).isEqualTo(7);
        }
    }

    @Test
    void refusesTextThatIsNotUtf8() throws Exception {
        try (QmpClient client = fixture.ready()) {
            client.sendBytes(new byte[] {'{', '"', (byte) 0xC3, '"', ':', '1', '}'});
            assertThat(QmpClient.describe(client.read()))
                    .isEqualTo("GenericError: JSON parse error, invalid UTF-8 sequence in string");
        }
    }

    @Test
    void answersInOrderHoweverTheInputIsCut() throws Exception {
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            many.append("{\"execute\":\"")
                    .append(i % 3 == 0 ? "nothing" : "query-status")
                    .append("\",\"id\":")
                    .append(i)
                    .append('}')
                    .append(i % 5 == 0 ? "\n" : "");
        }
        try (QmpClient client = fixture.ready()) {
            String text = many.toString();
            for (int at = 0; at < text.length(); at += 7) {
                client.send(text.substring(at, Math.min(at + 7, text.length())));
            }
            for (int i = 0; i < 200; i++) {
                assertThat(client.read().get("id").asInt()).isEqualTo(i);
            }
        }
    }
}
