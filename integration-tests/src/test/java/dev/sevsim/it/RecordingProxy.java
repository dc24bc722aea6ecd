package dev.sevsim.it;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Stands between a host and a service, and keeps what they say. */
final class RecordingProxy implements AutoCloseable {
    private final HttpServer server;
    private final String service;
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<Exchange> exchanges = Collections.synchronizedList(new ArrayList<>());

    /** One request and its answer. */
    record Exchange(String path, String request, int status, String answer) {}

    RecordingProxy(String service) throws IOException {
        this.service = service;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::pass);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    List<Exchange> exchanges() {
        return List.copyOf(exchanges);
    }

    /** Sends a request again, past the proxy. */
    Exchange repeat(Exchange said, String elsewhere) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(elsewhere + said.path()))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(said.request()))
                .build();
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            return new Exchange(said.path(), said.request(), response.statusCode(), response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private void pass(HttpExchange exchange) {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Exchange answered = repeat(new Exchange(exchange.getRequestURI().getPath(), body, 0, ""), service);
            exchanges.add(answered);
            byte[] answer = answered.answer().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answered.status(), answer.length);
            exchange.getResponseBody().write(answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
