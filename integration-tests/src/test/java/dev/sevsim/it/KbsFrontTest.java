package dev.sevsim.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code owner serve --grpc}, called by Python's grpcio. */
@Timeout(120)
class KbsFrontTest {
    private static final String LAUNCH = "7c1f0a52-9b3a-4f6b-8f2e-2f7d2c1f9a11";

    private final Path directory;
    private final ServiceFolder folder;

    KbsFrontTest(@TempDir Path directory) throws Exception {
        InstalledFiles.requirePythonModule("grpc");
        this.directory = directory;
        folder = ServiceFolder.in(directory);
    }

    private ServiceProcess serve() throws IOException {
        return new ServiceProcess(directory.resolve("owner"), List.of(policy()), "--grpc", "127.0.0.1:0");
    }

    private Path policy() throws IOException {
        return folder.policy("web", "sesame-by-grpc");
    }

    private Sevsim launch(KbsClient client, Object... more) {
        return Sevsim.run("launch", "--json", "--owner", client.url(), folder.guest(ServiceFolder.IMAGE), more);
    }

    @Test
    void unlocksAGuestThroughAnotherClient() throws Exception {
        try (ServiceProcess service = serve();
                KbsClient client = new KbsClient(directory, service.grpc())) {
            Sevsim run = launch(client);

            assertThat(run.status()).as(run.err()).isZero();
            assertThat(run.json().get("console").asString()).contains("sesame-by-grpc");
            assertThat(service.terminate()).isZero();
        }
        assertThat(Files.readAllLines(directory.resolve("owner/audit.jsonl")))
                .extracting(line -> Sevsim.parse(line).get("outcome").asString())
                .containsExactly("granted", "accepted");
    }

    @Test
    void refusesWithTheReasonAsSimpleKbsDoes() throws Exception {
        try (ServiceProcess service = serve();
                KbsClient client = new KbsClient(directory, service.grpc())) {
            Sevsim run = launch(client, "--policy", "0x0");
            assertThat(run.status()).isEqualTo(1);
            assertThat(run.err()).contains("INTERNAL policy 0x0 lacks the bits 0x1");

            assertThat(secretOf(client, "6", "0").get("code").asString()).isEqualTo("INTERNAL");
            assertThat(secretOf(client, "6", "0").get("details").asString()).isEqualTo("no such session");
            assertThat(secretOf(client, "7", "AAAA").get("details").asString())
                    .contains("FwDigest is none of the image's");
            assertThat(secretOf(client, "9", "hex:1a0662756e646c65")
                            .get("details")
                            .asString())
                    .contains("secrets of type 'bundle' are not served");
            JsonNode online = client.call("GetOnlineSecret", JsonMapper.shared().createObjectNode());
            assertThat(online.get("code").asString()).isEqualTo("UNIMPLEMENTED");
            JsonNode large = client.call(
                    "GetBundle", JsonMapper.shared().createObjectNode().put("1", "A".repeat(70_000)));
            assertThat(large.get("code").asString()).isEqualTo("RESOURCE_EXHAUSTED");
        }
    }

    /** Asks for the secrets of a launch that does not exist, with one more field of the request. */
    private static JsonNode secretOf(KbsClient client, String field, String value) throws IOException {
        return client.call(
                "GetSecret",
                JsonMapper.shared().createObjectNode().put("2", LAUNCH).put(field, value));
    }

    @Test
    void survivesRandomBytes() throws Exception {
        SplittableRandom random = new SplittableRandom(5);
        try (ServiceProcess service = serve();
                KbsClient client = new KbsClient(directory, service.grpc())) {
            int port = Integer.parseInt(service.grpc().substring(service.grpc().lastIndexOf(':') + 1));
            for (int i = 0; i < 50; i++) {
                byte[] invalid = new byte[random.nextInt(1, 5000)];
                random.nextBytes(invalid);
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                    socket.getOutputStream().write(invalid);
                }
            }
            assertThat(launch(client).status()).isZero();
        }
    }

    @Test
    void needsAnImageWhenThereAreSeveral() throws Exception {
        Path policy = policy();
        Path second = Files.writeString(
                directory.resolve("db.json"), Files.readString(policy).replace("\"web\"", "\"db\""));
        Object[] words = {
            "owner", "serve", "--state", directory.resolve("owner"), "--policy", policy, second, "--grpc", "127.0.0.1:0"
        };
        Sevsim run = Sevsim.run(words);
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err())
                .contains("--grpc-image has to name one of db, web")
                .hasLineCount(1);
    }
}
