package dev.sevsim.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.sevsim.it.RecordingProxy.Exchange;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code owner serve} and {@code launch --owner}: owner and host are processes that share nothing but a socket. */
@Timeout(180)
class OwnerServiceTest {
    private static final int LAUNCHES = 100;

    private final Path directory;
    private final ServiceFolder folder;
    private final Path state;

    OwnerServiceTest(@TempDir Path directory) {
        this.directory = directory;
        this.folder = ServiceFolder.in(directory);
        this.state = folder.state();
    }

    private ServiceProcess serve() throws IOException {
        return new ServiceProcess(state, List.of(folder.policy("web", "sesame-of-web")));
    }

    private Object[] launch(String url, String image, Object... more) {
        return launch(ServiceFolder.IMAGE, url, image, more);
    }

    private Object[] launch(Path file, String url, String image, Object... more) {
        return new Object[] {"launch", "--json", "--owner", url, "--image", image, folder.guest(file), more};
    }

    @Test
    void unlocksAGuestOfAnotherProcess() throws Exception {
        try (ServiceProcess service = serve()) {
            Process host = Sevsim.process(launch(service.url(), "web"));
            JsonNode report = Sevsim.parse(new String(host.getInputStream().readAllBytes(), StandardCharsets.UTF_8));

            assertThat(host.waitFor()).isZero();
            assertThat(report.get("verdict").asString()).isEqualTo("accepted");
            assertThat(report.get("console").asString()).contains("sesame-of-web");
            assertThat(service.terminate()).isZero();
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state)))
                .isEqualTo("rwx------");
        assertThat(Files.readAllLines(state.resolve("audit.jsonl"))).hasSize(2);
    }

    /** The save areas are sev-snp-measure's: docs/reference/guest-owner-tools.md section 12.2. */
    @Test
    void unlocksAGuestWithEncryptedState() throws Exception {
        String digest = folder.boot()
                .digest(
                        ServiceFolder.IMAGE,
                        Sevsim.vector("vmsa/vmsa-seves-qemu-milan-0.bin"),
                        Sevsim.vector("vmsa/vmsa-seves-qemu-milan-1.bin"));
        Path policy = folder.policy("es", "sesame-of-es", digest);
        Files.writeString(policy, Files.readString(policy).replace("\"0x1\"", "\"0x5\""));
        try (ServiceProcess service = new ServiceProcess(state, List.of(policy))) {
            Object[] vm = {"--vcpus", 2, "--legacy-vm-type", "off", "--host-kernel", "newest", "--sev-es"};
            Sevsim run = Sevsim.run(launch(service.url(), "es", vm));

            assertThat(run.status()).as(run.err()).isZero();
            assertThat(run.json().get("console").asString()).contains("sesame-of-es");
            refused("lacks the bits 0x4", launch(service.url(), "es"));
        }
    }

    /** The digest is sev-snp-measure's. Without a kernel, and with a plain disk, the guest finds nothing to boot. */
    @Test
    void grantsASecretForTheDigestOfTheImageAlone() throws Exception {
        Path policy = folder.policy("alone", "sesame", ServiceFolder.IMAGE_DIGEST);
        try (ServiceProcess service = new ServiceProcess(state, List.of(policy))) {
            Sevsim run = Sevsim.run(
                    "launch", "--owner", service.url(), "--image", "alone", "--firmware", ServiceFolder.IMAGE);

            assertThat(run.status()).isEqualTo(7);
            assertThat(run.out()).contains("decrypted into guest memory", "verdict: nothing-booted");
        }
    }

    @Test
    void refusesWhatTheImageDoesNotAllow() throws Exception {
        byte[] image = Files.readAllBytes(Sevsim.vector("fw/synth-amdsev.fd"));
        image[100] ^= 1;
        Path altered = Files.write(directory.resolve("altered.fd"), image);
        String url;
        try (ServiceProcess service = serve()) {
            url = service.url();
            refused("not that of an allowed launch", launch(altered, url, "web"));
            refused("lacks the bits 0x1", launch(url, "web", "--policy", "0x0"));
            refused("no policy for image other; give the name of an image", launch(url, "other"));
            refused("no policy for image default; give", "launch", "--json", "--owner", url);
        }
        Sevsim unanswered = Sevsim.run(launch(url, "web"));
        assertThat(unanswered.status()).as("not refused by an owner").isEqualTo(2);
        assertThat(unanswered.err()).startsWith("sevsim: no answer from " + url).hasLineCount(1);
        assertThat(Files.readAllLines(state.resolve("audit.jsonl")))
                .extracting(line -> Sevsim.parse(line).get("outcome").asString())
                .containsExactly("granted", "MEASUREMENT_REFUSED", "POLICY_REFUSED", "UNKNOWN_IMAGE", "UNKNOWN_IMAGE");
    }

    @Test
    void namesWhyItCannotListen() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + taken.getLocalPort();
            for (String option : List.of("--listen", "--grpc")) {
                Sevsim run = Sevsim.run(
                        "owner", "serve", "--state", state, "--policy", folder.policy("web", "x"), option, address);
                assertThat(run.status()).isEqualTo(2);
                assertThat(run.err())
                        .contains("cannot listen on", "Address already in use")
                        .hasLineCount(1);
            }
        }
    }

    private static void refused(String why, Object... words) {
        Sevsim run = Sevsim.run(words);
        assertThat(run.status()).as(run.out()).isEqualTo(1);
        assertThat(run.err()).contains("launch refused").contains(why).hasLineCount(1);
    }

    @Test
    void answersARealLaunchAsDescribed() throws Exception {
        try (ServiceProcess service = serve();
                RecordingProxy proxy = new RecordingProxy(service.url())) {
            JsonNode api = Sevsim.parse(get(service.url() + "/openapi.json"));
            Sevsim run = Sevsim.run(launch(proxy.url(), "web"));
            assertThat(run.status()).as(run.err()).isZero();

            List<Exchange> said = proxy.exchanges();
            assertThat(said).extracting(Exchange::status).containsExactly(201, 200);
            isMessage(api, "BundleRequest", said.get(0).request());
            isMessage(api, "Bundle", said.get(0).answer());
            isMessage(api, "Measurement", said.get(1).request());
            isMessage(api, "Verdict", said.get(1).answer());
            assertThat(said.get(1).answer()).contains(folder.digest()).doesNotContain("sesame");
        }
    }

    private static void isMessage(JsonNode api, String name, String text) {
        ObjectNode schema = JsonMapper.shared().createObjectNode();
        schema.put("$ref", "#/components/schemas/" + name);
        schema.set("components", api.get("components"));
        assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(schema.toString(), InputFormat.JSON)
                        .validate(text, InputFormat.JSON))
                .isEmpty();
    }

    @Test
    void refusesAReplayAlsoAfterARestart() throws Exception {
        Exchange measurement;
        try (ServiceProcess service = serve();
                RecordingProxy proxy = new RecordingProxy(service.url())) {
            assertThat(Sevsim.run(launch(proxy.url(), "web")).status()).isZero();
            measurement = proxy.exchanges().get(1);
            isReplay(proxy.repeat(measurement, service.url()));
            assertThat(service.terminate()).isZero();
            try (ServiceProcess again = serve()) {
                isReplay(proxy.repeat(measurement, again.url()));
            }
        }
    }

    private static void isReplay(Exchange answer) {
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.answer()).contains("SESSION_USED").doesNotContain("payload");
    }

    @Test
    void keepsSecretsAndKeysOutOfTheLogAndTheAnswers() throws Exception {
        try (ServiceProcess service = serve();
                RecordingProxy proxy = new RecordingProxy(service.url())) {
            assertThat(Sevsim.run(launch(proxy.url(), "web")).status()).isZero();
            Exchange open = proxy.repeat(proxy.exchanges().get(0), service.url());
            Path session = state.resolve("sessions/open")
                    .resolve(Sevsim.parse(open.answer()).get("launchId").asString());
            List<byte[]> secrets = List.of(
                    Files.readAllBytes(session.resolve("vm_tik.bin")),
                    Files.readAllBytes(session.resolve("vm_tek.bin")),
                    "sesame-of-web".getBytes(StandardCharsets.UTF_8));

            String said = open.answer() + proxy.exchanges() + Files.readString(state.resolve("audit.jsonl"));
            for (byte[] secret : secrets) {
                assertThat(said)
                        .doesNotContain(HexFormat.of().formatHex(secret))
                        .doesNotContain(Base64.getEncoder().withoutPadding().encodeToString(secret));
            }
            assertThat(said).contains("granted", "accepted").doesNotContain("sesame");
        }
    }

    @Test
    void givesEachOfAHundredLaunchesItsOwnSecretAmongRandomBytes() throws Exception {
        List<Path> policies = new ArrayList<>();
        for (int i = 0; i < LAUNCHES; i++) {
            policies.add(folder.policy("image-" + i, "sesame-of-" + i + "."));
        }
        ExecutorService hosts = Executors.newFixedThreadPool(LAUNCHES);
        ExecutorService senders = Executors.newFixedThreadPool(4);
        AtomicBoolean over = new AtomicBoolean();
        try (ServiceProcess service = new ServiceProcess(state, policies)) {
            List<Future<Integer>> sent = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                long seed = i;
                sent.add(senders.submit(() -> sendRandomBytes(service.url(), seed, over)));
            }
            List<Callable<Sevsim>> launches = new ArrayList<>();
            for (int i = 0; i < LAUNCHES; i++) {
                String image = "image-" + i;
                launches.add(() -> Sevsim.run(launch(service.url(), image)));
            }
            List<Future<Sevsim>> runs = hosts.invokeAll(launches);
            over.set(true);

            for (int i = 0; i < LAUNCHES; i++) {
                Sevsim run = runs.get(i).get();
                assertThat(run.status()).as(run.err()).isZero();
                assertThat(run.json().get("console").asString()).contains("sesame-of-" + i + ".");
            }
            for (Future<Integer> each : sent) {
                assertThat(each.get()).isPositive();
            }
        } finally {
            hosts.shutdownNow();
            senders.shutdownNow();
        }
        assertThat(Files.readAllLines(state.resolve("audit.jsonl")))
                .filteredOn(line -> line.contains("\"accepted\""))
                .hasSize(LAUNCHES);
    }

    /** Sends random bytes until {@code over} is set; returns how often. */
    private static int sendRandomBytes(String url, long seed, AtomicBoolean over) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        int port = URI.create(url).getPort();
        int count = 0;
        while (!over.get()) {
            byte[] invalid = new byte[random.nextInt(1, 5000)];
            random.nextBytes(invalid);
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.getOutputStream().write(invalid);
                count++;
            }
        }
        return count;
    }

    @Test
    void reportsAnErrorInOneLineBeforeItListens() throws Exception {
        Path policy = folder.policy("web", "sesame");
        wrong("lets other machines connect", "--policy", policy, "--listen", "0.0.0.0:0");
        wrong("has a policy already", "--policy", policy, policy);
        wrong("is no address", "--policy", policy, "--listen", "8080");
        wrong("--session-seconds 0 is out of range", "--policy", policy, "--session-seconds", "0");
        wrong("does not exist", "--policy", directory.resolve("none.json"));
        assertThat(state).doesNotExist();
        try (ServiceProcess service = serve()) {
            assertThat(service.url()).startsWith("http://127.0.0.1:");
            wrong("in use by another process", "--policy", policy);
        }
        assertThat(Sevsim.run(launch("127.0.0.1:1", "web")).status()).isEqualTo(2);
        assertThat(Sevsim.run(launch("http://127.0.0.1:1", "web", "--secret", ServiceFolder.GUID + "=x"))
                        .err())
                .contains("--owner excludes --secret");
        assertThat(Sevsim.run("launch", "--image", "web").err()).contains("--image needs --owner");
    }

    private void wrong(String why, Object... more) {
        List<Object> words = new ArrayList<>(List.of("owner", "serve", "--state", state));
        words.addAll(List.of(more));
        Sevsim run = Sevsim.run(words.toArray());
        assertThat(run.status()).as(run.err()).isEqualTo(2);
        assertThat(run.err()).contains(why).hasLineCount(1);
        assertThat(run.out()).isEmpty();
    }

    private static String get(String url) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
