package dev.sevsim.abi.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.Vectors;
import dev.sevsim.abi.firmware.ApiVersion;
import java.util.Base64;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Packets that virt-qemu-sev-validate wrote. */
class LibvirtSecretTest {
    private static final JsonNode RECORDED = Vectors.json("virt-qemu-sev-validate/cases.json");
    private static final ApiVersion API = new ApiVersion(1, 55);

    static Stream<String> secretCases() {
        return StreamSupport.stream(RECORDED.get("cases").spliterator(), false)
                .filter(one -> one.has("header_hex"))
                .map(one -> one.get("name").asString());
    }

    @ParameterizedTest
    @MethodSource("secretCases")
    void holdsAndOpens(String name) {
        JsonNode one = named(name);
        SecretPacket packet =
                new SecretPacket(SecretHeader.CODEC.decode(hex(one, "header_hex")), hex(one, "payload_hex"));
        Bytes blob =
                Bytes.copyOf(Base64.getDecoder().decode(one.get("args").get(1).asString()));
        Bytes measure = MeasurementBlob.CODEC.decode(blob).measure();
        TransportKeys keys = keys();

        assertThat(packet.macHolds(keys.tik(), packet.payload().length(), measure, API))
                .isTrue();
        assertThat(packet.open(keys.tek())).isEqualTo(hex(one, "table_plain").toArray());
    }

    @ParameterizedTest
    @MethodSource("secretCases")
    void sealsTheSameBytesUnderTheSameIv(String name) {
        JsonNode one = named(name);
        SecretHeader header = SecretHeader.CODEC.decode(hex(one, "header_hex"));
        Bytes blob =
                Bytes.copyOf(Base64.getDecoder().decode(one.get("args").get(1).asString()));

        SecretPacket packet = SecretPacket.seal(
                keys(),
                header.iv(),
                hex(one, "table_plain").toArray(),
                MeasurementBlob.CODEC.decode(blob).measure(),
                API);

        assertThat(packet.payload()).isEqualTo(hex(one, "payload_hex"));
        assertThat(packet.header().encode()).isEqualTo(hex(one, "header_hex"));
    }

    private static JsonNode named(String name) {
        return StreamSupport.stream(RECORDED.get("cases").spliterator(), false)
                .filter(one -> one.get("name").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static TransportKeys keys() {
        return new TransportKeys(SecretBytes.of(hex(RECORDED, "tek")), SecretBytes.of(hex(RECORDED, "tik")));
    }

    private static Bytes hex(JsonNode node, String field) {
        return Bytes.fromHex(node.get(field).asString());
    }
}
