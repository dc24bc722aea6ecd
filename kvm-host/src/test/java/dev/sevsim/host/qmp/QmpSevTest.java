package dev.sevsim.host.qmp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.LaunchSecret;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.bus.frame.ExitReason;
import dev.sevsim.host.ScriptedFirmware;
import dev.sevsim.host.ScriptedReports;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** Source of the expectations: docs/reference/kvm-host.md sections 5.7 and 8. */
@Timeout(60)
class QmpSevTest {
    private static final String HEADER = Bytes.zeros(52).toBase64();
    private static final String SECRET = Bytes.zeros(64).toBase64();

    private final List<MonitorFixture> fixtures = new ArrayList<>();

    private MonitorFixture fixture() {
        return fixture("synth-amdsev.fd");
    }

    private MonitorFixture fixture(String image) {
        MonitorFixture made = new MonitorFixture(QmpLimits.DEFAULT, image);
        fixtures.add(made);
        return made;
    }

    @AfterEach
    void close() throws Exception {
        for (MonitorFixture fixture : fixtures) {
            fixture.close();
        }
    }

    private static String inject(String header, String secret) {
        return inject(header, secret, "");
    }

    private static String inject(String header, String secret, String more) {
        return "{\"execute\":\"sev-inject-launch-secret\",\"arguments\":{\"packet-header\":\"" + header
                + "\",\"secret\":\"" + secret + "\"" + more + "}}";
    }

    private static String report(String mnonce) {
        return "{\"execute\":\"query-sev-attestation-report\",\"arguments\":{\"mnonce\":\"" + mnonce + "\"}}";
    }

    @Test
    void walksTheWorkedSessionOfAPausedGuest() throws Exception {
        MonitorFixture fixture = fixture().start();
        fixture.guest.exit(ExitReason.HLT, 0, 0);
        try (QmpClient client = fixture.ready()) {
            JsonNode sev = client.execute("query-sev").get("return");
            assertThat(sev.toString())
                    .isEqualTo("{\"enabled\":true,\"api-major\":1,\"api-minor\":55,\"build-id\":24,"
                            + "\"state\":\"launch-secret\",\"sev-type\":\"sev\",\"policy\":16777217,\"handle\":1}");
            assertThat(client.execute("query-sev-launch-measure").get("return").toString())
                    .isEqualTo("{\"data\":\"" + ScriptedFirmware.MEASUREMENT.toBase64() + "\"}");
            assertThat(client.ask(inject(HEADER, SECRET)).toString()).isEqualTo("{\"return\":{}}");
            assertThat(client.ask(inject(HEADER, SECRET)).toString()).isEqualTo("{\"return\":{}}");
            client.send("{\"execute\":\"cont\"}");
            assertThat(client.read().get("event").asString()).isEqualTo("RESUME");
            client.read();
            assertThat(client.execute("query-sev").get("return").get("state").asString())
                    .isEqualTo("running");
            assertThat(client.refusal(inject(HEADER, SECRET)))
                    .isEqualTo("GenericError: SEV: Not in correct state. (LSECRET) 3");
            assertThat(client.execute("query-sev-launch-measure").has("return")).isTrue();
        }
    }

    @Test
    void passesThePacketToTheFirmwareAtItsAddress() throws Exception {
        MonitorFixture fixture = fixture().start();
        try (QmpClient client = fixture.ready()) {
            assertThat(client.ask(inject(HEADER, "AAAA\\n AAAA*AAAAAAAAAAAAAA==", ",\"gpa\":20480"))
                            .has("return"))
                    .isTrue();
        }
        LaunchSecret sent = LaunchSecret.CODEC.decode(fixture.host.firmware.lastBuffer(CommandId.LAUNCH_SECRET));
        assertThat(sent.guestLength()).isEqualTo(16);
        assertThat(sent.transportLength()).isEqualTo(16);
        assertThat(sent.headerLength()).isEqualTo(52);
    }

    @Test
    void answersWithoutAStartedGuest() throws Exception {
        MonitorFixture fixture = fixture().serve("tcp:127.0.0.1:0");
        try (QmpClient client = fixture.ready()) {
            assertThat(client.execute("query-sev").get("return").toString())
                    .isEqualTo("{\"enabled\":false,\"api-major\":0,\"api-minor\":0,\"build-id\":0,"
                            + "\"state\":\"uninit\",\"sev-type\":\"sev\",\"policy\":0,\"handle\":0}");
            assertThat(client.refusal("{\"execute\":\"query-sev-launch-measure\"}"))
                    .isEqualTo("GenericError: SEV launch measurement is not available");
            assertThat(client.refusal(inject("", ""))).isEqualTo("GenericError: SEV not enabled for guest");
            assertThat(client.refusal(report("?"))).isEqualTo("GenericError: SEV is not enabled");
            assertThat(client.execute("query-sev-capabilities").has("return")).isTrue();
        }
    }

    @Test
    void hasNoMeasurementWhenTheFirmwareGaveNone() throws Exception {
        MonitorFixture fixture = fixture();
        fixture.host.firmware.answer(CommandId.LAUNCH_MEASURE, SevStatus.INVALID_GUEST_STATE);
        fixture.start();
        try (QmpClient client = fixture.ready()) {
            assertThat(client.execute("query-sev").get("return").get("state").asString())
                    .isEqualTo("launch-update");
            assertThat(client.refusal("{\"execute\":\"query-sev-launch-measure\"}"))
                    .isEqualTo("GenericError: SEV launch measurement is not available");
            assertThat(client.refusal(inject("", "")))
                    .isEqualTo("GenericError: SEV: Not in correct state. (LSECRET) 1");
        }
    }

    @Test
    void checksAPacketInOrder() throws Exception {
        MonitorFixture fixture = fixture().start();
        fixture.host.firmware.answer(CommandId.LAUNCH_SECRET, SevStatus.BAD_MEASUREMENT);
        try (QmpClient client = fixture.ready()) {
            assertThat(client.refusal(inject("", "", ",\"gpa\":18446744073709551615")))
                    .isEqualTo("GenericError: SEV: Failed to decode sequence header");
            assertThat(client.refusal(inject(HEADER, "***", ",\"gpa\":18446744073709551615")))
                    .isEqualTo("GenericError: SEV: Failed to decode data");
            assertThat(client.refusal(inject(HEADER, SECRET, ",\"gpa\":18446744073709551615")))
                    .startsWith("GenericError: SEV: Failed to calculate guest address: ");
            assertThat(client.refusal(inject(HEADER, SECRET)))
                    .isEqualTo("GenericError: SEV: failed to inject secret ret=-5 fw_error=11 'Bad measurement'");
        }
        MonitorFixture without = fixture("synth-x64.fd").start();
        try (QmpClient client = without.ready()) {
            assertThat(client.refusal(inject("", "")))
                    .isEqualTo("GenericError: SEV: no secret area found in OVMF, gpa must be specified.");
            assertThat(client.ask(inject(HEADER, SECRET, ",\"gpa\":20480")).has("return"))
                    .isTrue();
        }
    }

    @Test
    void returnsTheCapabilitiesOfTheHost() throws Exception {
        MonitorFixture fixture = fixture().start();
        try (QmpClient client = fixture.ready()) {
            JsonNode host = client.execute("query-sev-capabilities").get("return");
            assertThat(host.get("pdh").asString()).isEqualTo(ScriptedFirmware.PDH.toBase64());
            assertThat(host.get("cert-chain").asString()).isEqualTo(ScriptedFirmware.CHAIN.toBase64());
            assertThat(host.get("cpu0-id").asString()).isEqualTo(ScriptedReports.ID.toBase64());
            assertThat(host.get("cbitpos").asInt()).isEqualTo(51);
            assertThat(host.get("reduced-phys-bits").asInt()).isEqualTo(1);
        }
    }

    @Test
    void checksTheHostInOrder() throws Exception {
        MonitorFixture fixture = fixture().start();
        String question = "{\"execute\":\"query-sev-capabilities\"}";
        fixture.host.firmware.answer(CommandId.PDH_CERT_EXPORT, SevStatus.INVALID_CERTIFICATE);
        fixture.reports.answer(SevStatus.INVALID_PLATFORM_STATE);
        try (QmpClient client = fixture.ready()) {
            assertThat(client.refusal(question))
                    .isEqualTo("GenericError: SEV: Failed to export PDH cert ret=-1 fw_err=6 (Certificate is invalid)");
            assertThat(client.refusal(question))
                    .isEqualTo("GenericError: SEV: Failed to get ID ret=-1 fw_err=1 (Platform state is invalid)");
            fixture.reports.answer(SevStatus.SUCCESS, SevStatus.HWERROR_PLATFORM);
            assertThat(client.refusal(question))
                    .isEqualTo("GenericError: SEV: Failed to get ID ret=-1 fw_err=19 (Hardware error)");
        }
    }

    @Test
    void getsAReportForTheNonce() throws Exception {
        MonitorFixture fixture = fixture().start();
        String nonce = "AAECAwQFBgcICQoLDA0ODw==";
        try (QmpClient client = fixture.ready()) {
            assertThat(client.ask(report(nonce)).get("return").toString())
                    .isEqualTo("{\"data\":\"" + ScriptedReports.REPORT.toBase64() + "\"}");
            assertThat(fixture.reports.lastMnonce().toHex()).isEqualTo("000102030405060708090a0b0c0d0e0f");
            assertThat(client.refusal(report("?"))).isEqualTo("GenericError: SEV: failed to decode mnonce input");
            assertThat(client.refusal(report(""))).isEqualTo("GenericError: SEV: mnonce must be 16 bytes (got 0)");
            assertThat(client.refusal(report("AAECAwQFBgcICQoLDA0O")))
                    .isEqualTo("GenericError: SEV: mnonce must be 16 bytes (got 15)");
            fixture.reports.answer(SevStatus.INVALID_GUEST_STATE);
            assertThat(client.refusal(report(nonce)))
                    .isEqualTo("GenericError: SEV: Failed to query the attestation report length ret=-5 fw_err=2"
                            + " (Guest state is invalid)");
            fixture.reports.answer(SevStatus.SUCCESS, SevStatus.INVALID_GUEST);
            assertThat(client.refusal(report(nonce)))
                    .isEqualTo("GenericError: SEV: Failed to get attestation report ret=-5 fw_err=16 (Guest handle is"
                            + " invalid): Input/output error");
        }
    }
}
