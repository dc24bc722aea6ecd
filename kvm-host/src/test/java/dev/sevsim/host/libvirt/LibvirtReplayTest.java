package dev.sevsim.host.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The recorded conversation of the real tool with another stand-in: the same calls get the same bytes. */
class LibvirtReplayTest {
    private static final int GET_XML = 14;
    private static final int GET_CAPABILITIES = 7;

    private static List<JsonNode> recorded() throws IOException {
        try (InputStream in = Objects.requireNonNull(
                LibvirtReplayTest.class.getResourceAsStream("/vectors/guest-owner/libvirt-rpc-inject.jsonl"))) {
            List<JsonNode> calls = new ArrayList<>();
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .forEach(line -> calls.add(JsonMapper.shared().readTree(line)));
            return calls;
        }
    }

    /** The text that the reply to this procedure carried: it is the recorded domain's own. */
    private static String text(List<JsonNode> calls, int procedure) {
        JsonNode call = calls.stream()
                .filter(c -> c.get("proc").asInt() == procedure)
                .findFirst()
                .orElseThrow();
        Bytes reply = Bytes.fromHex(call.get("reply").asString());
        int length = Integer.reverseBytes(reply.asLittleEndian().getInt(0));
        return reply.slice(4, 4 + length).toUtf8();
    }

    @Test
    void answersEachRecordedCallByteForByte() throws IOException {
        List<JsonNode> calls = recorded();
        RecordedGuest guest = new RecordedGuest();
        LibvirtProcedures procedures =
                new LibvirtProcedures(RecordedGuest.domain(text(calls, GET_XML), text(calls, GET_CAPABILITIES)));

        assertThat(calls).hasSize(16);
        for (JsonNode recorded : calls) {
            int procedure = recorded.get("proc").asInt();
            int serial = recorded.get("serial").asInt();
            Bytes payload = Bytes.fromHex(recorded.get("call").asString());
            Bytes packet = packet(procedure, 0, serial, payload);

            RpcMessage call = RpcMessage.decode(packet.from(4));
            RpcMessage reply = procedures.answer(call, guest);

            assertThat(call.encode()).as("call %s", procedure).isEqualTo(packet);
            assertThat(reply.encode().toHex())
                    .as("reply to %s", procedure)
                    .isEqualTo(packet(
                                    procedure,
                                    1,
                                    serial,
                                    Bytes.fromHex(recorded.get("reply").asString()))
                            .toHex());
        }
        assertThat(guest.injected).hasSize(1);
        assertThat(guest.injected.get(0).header().length()).isEqualTo(52);
        assertThat(guest.injected.get(0).payload().length()).isEqualTo(80);
        assertThat(guest.addresses.get(0)).isEmpty();
        assertThat(guest.state()).isEqualTo(LibvirtGuest.State.RUNNING);
    }

    /** A packet written out by hand: length, program 0x20008086, version 1, procedure, type, serial, status 0, payload. */
    private static Bytes packet(int procedure, int type, int serial, Bytes payload) {
        String header =
                String.format("%08x20008086%08x%08x%08x%08x%08x", 28 + payload.length(), 1, procedure, type, serial, 0);
        return Bytes.concat(Bytes.fromHex(header), payload);
    }
}
