package dev.sevsim.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code owner serve --grpc}, called by Python's grpcio. */
@Timeout(120)
class KbsFrontTest {
    private static final String GUID = "736869e5-84f0-4973-92ec-06879ce3da0b";

    /** SHA-256 of the image, as sev-snp-measure computed it: docs/reference/guest-owner-tools.md section 12.2. */
    private static final String DIGEST = "862c3761a02b37dd45a34a49e2b7be232c219df1564ac4b27ea4bcaaa3d52cd4";

    @TempDir
    private Path directory;

    private Path policy = Path.of("");

    @BeforeEach
    void writeThePolicy() throws Exception {
        InstalledFiles.requirePythonModule("grpc");
        Sevsim run = Sevsim.run(
                "platform", "export", "--state", directory.resolve("platform"), "--out", directory.resolve("out"));
        assertThat(run.status()).as(run.err()).isZero();
        policy = Files.writeString(
                directory.resolve("web.json"),
                "{\"image\":\"web\",\"roots\":[\"out/ark.cert\"],\"digests\":[\"" + DIGEST
                        + "\"],\"requiredPolicyBits\":\"0x1\",\"secrets\":[{\"guid\":\"" + GUID
                        + "\",\"text\":\"sesame-by-grpc\"}]}");
    }

    private ServiceProcess serve() throws IOException {
        return new ServiceProcess(directory.resolve("owner"), List.of(policy), "--grpc", "127.0.0.1:0");
    }

    private static Sevsim launch(KbsClient client, Object... more) {
        List<Object> words = new ArrayList<>(List.of(
                "launch",
                "--json",
                "--owner",
                client.url(),
                "--firmware",
                Sevsim.vector("fw/synth-amdsev.fd"),
                "--run",
                "cat /sys/kernel/security/secrets/coco/" + GUID));
        words.addAll(List.of(more));
        return Sevsim.run(words.toArray());
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

            JsonNode unknown = client.call(
                    "GetSecret",
                    JsonMapper.shared().createObjectNode().put("2", "7c1f0a52-9b3a-4f6b-8f2e-2f7d2c1f9a11"));
            assertThat(unknown.get("code").asString()).isEqualTo("INTERNAL");
            assertThat(unknown.get("details").asString()).isEqualTo("no such session");
            JsonNode digest = client.call(
                    "GetSecret",
                    JsonMapper.shared()
                            .createObjectNode()
                            .put("2", "7c1f0a52-9b3a-4f6b-8f2e-2f7d2c1f9a11")
                            .put("7", "AAAA"));
            assertThat(digest.get("details").asString()).contains("FwDigest is none of the image's");
            JsonNode bundle = client.call(
                    "GetSecret",
                    JsonMapper.shared()
                            .createObjectNode()
                            .put("2", "7c1f0a52-9b3a-4f6b-8f2e-2f7d2c1f9a11")
                            .put("9", "hex:1a0662756e646c65"));
            assertThat(bundle.get("details").asString()).contains("secrets of type 'bundle' are not served");
            JsonNode online = client.call("GetOnlineSecret", JsonMapper.shared().createObjectNode());
            assertThat(online.get("code").asString()).isEqualTo("UNIMPLEMENTED");
            JsonNode large = client.call(
                    "GetBundle", JsonMapper.shared().createObjectNode().put("1", "A".repeat(70_000)));
            assertThat(large.get("code").asString()).isEqualTo("RESOURCE_EXHAUSTED");
        }
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
