package dev.sevsim.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.io.file.InputException;
import dev.sevsim.service.ServiceAddress.Reach;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Malformed, slow and idle clients, over plain sockets. */
@Timeout(60)
class OwnerHttpServerTest {
    private static final String HEALTH = "GET /v1/health HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final Duration SHORT = Duration.ofSeconds(1);

    @TempDir
    private Path directory;

    private final List<OwnerHttpServer> servers = new ArrayList<>();
    private InetSocketAddress address = new InetSocketAddress(0);

    @BeforeEach
    void serve() {
        serve(HttpLimits.DEFAULT);
    }

    private void serve(HttpLimits limits) {
        OwnerHttpServer server = new OwnerHttpServer(
                ServiceAddress.parse("--listen", "127.0.0.1:0", Reach.LOOPBACK),
                TestService.in(directory.resolve("state" + servers.size())),
                limits);
        servers.add(server);
        String url = server.url();
        address = new InetSocketAddress(
                InetAddress.getLoopbackAddress(), Integer.parseInt(url.substring(url.lastIndexOf(':') + 1)));
    }

    @AfterEach
    void end() {
        servers.forEach(OwnerHttpServer::close);
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        socket.connect(address);
        return socket;
    }

    /** All that comes back until the service ends the connection. */
    private static String answer(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private String ask(byte[] request) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request);
            return answer(socket);
        }
    }

    private String ask(String request) throws IOException {
        return ask(request.getBytes(StandardCharsets.ISO_8859_1));
    }

    private String post(String path, String contentType, String body) throws IOException {
        return ask("POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Type: " + contentType + "\r\nContent-Length: "
                + body.getBytes(StandardCharsets.ISO_8859_1).length + "\r\n\r\n" + body);
    }

    private void isAlive() throws IOException {
        assertThat(ask(HEALTH)).startsWith("HTTP/1.1 200 OK").endsWith("{\"status\":\"ok\"}");
    }

    private static void isProblem(String answer, int status, String code) {
        assertThat(answer).startsWith("HTTP/1.1 " + status + " ").contains("application/problem+json");
        String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
        assertThat(Schemas.problemsOfMessage("Problem", body)).as(body).isEmpty();
        assertThat(body).contains("\"code\":\"" + code + "\"");
    }

    @Test
    void servesItsDescription() throws IOException {
        String answer = ask("GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 200 OK").contains("\"openapi\": \"3.1.0\"");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /, 404, NOT_FOUND",
        "GET, /v1/launches/../../etc/passwd, 404, NOT_FOUND",
        "GET, /v1/launches/%2e%2e/measurement, 405, METHOD_NOT_ALLOWED",
        "PUT, /v1/launches, 405, METHOD_NOT_ALLOWED",
        "BREW, /v1/health, 405, METHOD_NOT_ALLOWED",
        "POST, /v1/launches, 415, UNSUPPORTED_MEDIA_TYPE",
        "POST, /v1/launches/x/measurement, 415, UNSUPPORTED_MEDIA_TYPE",
        "POST, http://x/v1/launches, 404, NOT_FOUND",
    })
    void namesTheMethodOfAPath(String method, String path, int status, String code) throws IOException {
        isProblem(ask(method + " " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"), status, code);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "null",
                "[]",
                "{}",
                "{\"image\":\"a\"}",
                "{\"image\":\"a\",\"image\":\"a\",\"policy\":1,\"pdh\":\"\",\"chain\":\"\",\"ca\":\"\"}",
                "{\"image\":\"a\",\"policy\":1,\"pdh\":\"\",\"chain\":\"\",\"ca\":\"\"}{}",
                "{\"image\":\"a\",\"policy\":4294967296,\"pdh\":\"\",\"chain\":\"\",\"ca\":\"\"}",
                "{\"image\":\"a\",\"policy\":1e400,\"pdh\":\"\",\"chain\":\"\",\"ca\":\"\"}",
                "{\"image\":\"a\",\"policy\":1,\"pdh\":\"A A=\",\"chain\":\"\",\"ca\":\"\"}",
                "{\"image\":\"\u00ff\"}",
            })
    void refusesBodiesThatAreNoRequest(String body) throws IOException {
        isProblem(post("/v1/launches", "application/json", body), 400, "MALFORMED");
    }

    @Test
    void refusesJsonOfAnyDepth() throws IOException {
        isProblem(post("/v1/launches", "application/json", "[".repeat(60_000)), 400, "MALFORMED");
        isProblem(post("/v1/launches", "application/json", "{\"image\":".repeat(7_000)), 400, "MALFORMED");
        isAlive();
    }

    @Test
    void refusesWhatIsTooLarge() throws IOException {
        isProblem(post("/v1/launches", "application/json", " ".repeat(70_000)), 413, "TOO_LARGE");
        isProblem(ask("GET /" + "x".repeat(5_000) + " HTTP/1.1\r\n\r\n"), 413, "TOO_LARGE");
        isProblem(ask("GET / HTTP/1.1\r\nX: " + "x".repeat(9_000) + "\r\n\r\n"), 413, "TOO_LARGE");
        isProblem(ask("GET / HTTP/1.1\r\n" + "X: y\r\n".repeat(3_000) + "\r\n"), 413, "TOO_LARGE");
        assertThat(
                        ask(
                                "POST /v1/launches HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 99999999\r\n\r\n"))
                .startsWith("HTTP/1.1 413 ");
        isAlive();
    }

    @Test
    void refusesABodyWithoutEnd() throws IOException {
        StringBuilder chunks = new StringBuilder(
                "POST /v1/launches HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (int i = 0; i < 100; i++) {
            chunks.append("400\r\n").append(" ".repeat(1024)).append("\r\n");
        }
        isProblem(ask(chunks.toString()), 413, "TOO_LARGE");
        isAlive();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void survivesMalformedRequests(long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 25; i++) {
            byte[] malformed = new byte[random.nextInt(1, 20_000)];
            random.nextBytes(malformed);
            if (random.nextBoolean()) {
                byte[] start = "POST /v1/launches HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII);
                System.arraycopy(start, 0, malformed, 0, Math.min(start.length, malformed.length));
            }
            try (Socket socket = connect()) {
                socket.getOutputStream().write(malformed);
                socket.shutdownOutput();
                String answer = answer(socket);
                assertThat(answer)
                        .satisfiesAnyOf(
                                a -> assertThat(a).isEmpty(), a -> assertThat(a).startsWith("HTTP/1.1 4"));
            } catch (SocketException reset) {
                assertThat(reset).isNotNull();
            }
        }
        isAlive();
    }

    @Test
    void dropsHalfARequestAndServesOthersMeanwhile() throws IOException {
        serve(HttpLimits.DEFAULT.withDeadline(SHORT));
        try (Socket half = connect();
                Socket silent = connect()) {
            half.getOutputStream()
                    .write("POST /v1/launches HTTP/1.1\r\nHost: x\r\nConte".getBytes(StandardCharsets.US_ASCII));
            isAlive();
            isProblem(answer(half), 408, "TOO_SLOW");
            isProblem(answer(silent), 408, "TOO_SLOW");
        }
        isAlive();
    }

    @Test
    void dropsAClientThatSendsTooSlowly() throws IOException, InterruptedException {
        serve(HttpLimits.DEFAULT.withDeadline(SHORT));
        try (Socket slow = connect()) {
            int written = 0;
            try {
                for (; written < 100; written++) {
                    slow.getOutputStream().write(HEALTH.charAt(written % 20));
                    slow.getOutputStream().flush();
                    Thread.sleep(50);
                }
            } catch (SocketException closed) {
                assertThat(written).isLessThan(100);
            }
            assertThat(written).as("bytes written after the deadline").isLessThan(100);
        }
        isAlive();
    }

    @Test
    void replacesIdleConnectionsAtTheMaximum() throws IOException {
        serve(HttpLimits.DEFAULT.withConnections(10));
        List<Socket> idle = new ArrayList<>();
        try {
            for (int i = 0; i < 30; i++) {
                idle.add(connect());
                isAlive();
            }
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
        }
        isAlive();
    }

    @Test
    void answersOneRequestForEachConnection() throws IOException {
        String answers = ask(HEALTH + HEALTH + HEALTH);
        assertThat(answers.split("HTTP/1.1 200", -1)).hasSize(2);
    }

    @Test
    void refusesAPortThatIsInUse() {
        ServiceAddress taken = new ServiceAddress("127.0.0.1", address.getPort());
        assertThatThrownBy(() -> new OwnerHttpServer(taken, TestService.in(directory), HttpLimits.DEFAULT).close())
                .isInstanceOf(InputException.class)
                .hasMessageContaining("--listen");
    }
}
