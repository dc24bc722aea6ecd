package dev.sevsim.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.io.file.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class ViewServerTest {
    private final ViewServer server = new ViewServer(0);
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void end() {
        server.close();
    }

    @Test
    void servesThePageWithSecurityHeaders() throws Exception {
        HttpResponse<String> answer = send("GET", "");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"live\":true", "connect-src 'self'", "\"seed\":\"1\"");
        assertThat(answer.headers().map())
                .containsEntry("x-content-type-options", List.of("nosniff"))
                .containsEntry("x-frame-options", List.of("DENY"))
                .containsEntry("referrer-policy", List.of("no-referrer"))
                .containsEntry("cache-control", List.of("no-store"))
                .containsEntry("cross-origin-resource-policy", List.of("same-origin"))
                .containsKey("content-security-policy");
    }

    @Test
    void runsALaunchWithTheOptionsOfTheQuery() throws Exception {
        HttpResponse<String> answer = send("POST", "launch?seed=9&policy=0x5&vcpus=2");

        assertThat(answer.statusCode()).isEqualTo(200);
        var document = JsonMapper.shared().readTree(answer.body());
        assertThat(document.get("header").get("seed").stringValue()).isEqualTo("9");
        assertThat(document.get("header").get("inputs").get("vcpus").stringValue())
                .isEqualTo("2");
    }

    @ParameterizedTest
    @CsvSource({
        "launch?firmware=/etc/passwd, option 'firmware' is none that a page may set",
        "launch?trace=/tmp/x, option 'trace' is none that a page may set",
        "launch?vcpus=65, vcpus",
        "launch?seed=abc, seed",
        "launch?generation=intel, generation"
    })
    void refusesOtherOptionsAndValues(String query, String problem) throws Exception {
        HttpResponse<String> answer = send("POST", query);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(JsonMapper.shared().readTree(answer.body()).get("problem").stringValue())
                .contains(problem);
    }

    @Test
    void answersNothingWithoutTheToken() throws Exception {
        URI page = URI.create(server.url());

        for (String path : List.of("/", "/x/", "/" + "0".repeat(32) + "/launch?seed=1")) {
            assertThat(send("GET", page.resolve(path)).statusCode()).isEqualTo(404);
        }
        assertThat(send("GET", "launch?seed=1").statusCode()).isEqualTo(405);
        assertThat(send("POST", "").statusCode()).isEqualTo(405);
        assertThat(send("GET", "other").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({"evil.example:80, '', 421", "'', http://evil.example, 403", "'', 'null', 403"})
    void refusesOtherHostsAndOtherPages(String host, String origin, int status) throws Exception {
        URI page = URI.create(server.url());
        String given = host.isEmpty() ? page.getAuthority() : host;
        String request = "POST " + page.getPath() + "launch?seed=1 HTTP/1.1\r\nHost: " + given + "\r\n"
                + (origin.isEmpty() ? "" : "Origin: " + origin + "\r\n") + "Content-Length: 0\r\n\r\n";

        assertThat(raw(page, request)).startsWith("HTTP/1.1 " + status + " ");
    }

    @Test
    void refusesWhatIsNoRequest() throws Exception {
        URI page = URI.create(server.url());

        assertThat(raw(page, "x\r\n\r\n")).startsWith("HTTP/1.1 400 ");
        assertThat(raw(page, "GET /" + "a".repeat(5000) + " HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 400 ");
        assertThat(raw(page, "POST / HTTP/1.1\r\nContent-Length: 9999\r\n\r\n" + "a".repeat(9999)))
                .startsWith("HTTP/1.1 413 ");
    }

    @Test
    void refusesLaunchesBeyondThoseThatMayWait() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            asked.add(client.sendAsync(
                    request("POST", URI.create(server.url()).resolve("launch?seed=" + i)),
                    HttpResponse.BodyHandlers.ofString()));
        }
        List<Integer> statuses = new ArrayList<>();
        for (CompletableFuture<HttpResponse<String>> answer : asked) {
            statuses.add(answer.get().statusCode());
        }

        assertThat(statuses).contains(200, 503).containsOnly(200, 503);
    }

    @Test
    void namesAPortThatIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> new ViewServer(taken.getLocalPort()))
                    .isInstanceOf(InputException.class)
                    .hasMessageStartingWith("--port: ")
                    .hasMessageContaining(Integer.toString(taken.getLocalPort()));
        }
    }

    private HttpResponse<String> send(String method, String path) throws Exception {
        return send(method, URI.create(server.url()).resolve(path));
    }

    private HttpResponse<String> send(String method, URI address) throws Exception {
        return client.send(request(method, address), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest request(String method, URI address) {
        return HttpRequest.newBuilder(address)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
    }

    private static String raw(URI page, String request) throws IOException {
        try (Socket socket = new Socket(page.getHost(), page.getPort());
                OutputStream out = socket.getOutputStream();
                InputStream in = socket.getInputStream()) {
            out.write(request.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
