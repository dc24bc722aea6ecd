package dev.sevsim.it;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Stands between a host and a service, and keeps their requests and answers. */
final class RecordingProxy implements AutoCloseable {
    private final LoopbackHttp server;
    private final String service;
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<Exchange> exchanges = Collections.synchronizedList(new ArrayList<>());

    /** One request and its answer. */
    record Exchange(String path, String request, int status, String answer) {}

    RecordingProxy(String service) throws IOException {
        this.service = service;
        server = new LoopbackHttp(this::pass);
    }

    String url() {
        return server.url();
    }

    List<Exchange> exchanges() {
        return List.copyOf(exchanges);
    }

    /** Sends a request again, past the proxy. */
    Exchange repeat(Exchange recorded, String elsewhere) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(elsewhere + recorded.path()))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(recorded.request()))
                .build();
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            return new Exchange(recorded.path(), recorded.request(), response.statusCode(), response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private LoopbackHttp.Answer pass(String path, String body) throws IOException {
        Exchange answered = repeat(new Exchange(path, body, 0, ""), service);
        exchanges.add(answered);
        return new LoopbackHttp.Answer(answered.status(), answered.answer());
    }

    @Override
    public void close() {
        server.close();
    }
}
