package dev.sevsim.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/** {@code sevsim owner serve} as a process of its own; closing it is a SIGTERM. */
final class ServiceProcess implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 30;

    private final Process process;
    private final BufferedReader out;
    private final JsonNode report;

    ServiceProcess(Path state, List<Path> policies, String... more) throws IOException {
        List<String> words =
                new ArrayList<>(List.of("owner", "serve", "--json", "--state", state.toString(), "--policy"));
        policies.forEach(policy -> words.add(policy.toString()));
        words.addAll(List.of(more));
        process = Sevsim.process(words.toArray());
        out = process.inputReader();
        String line = out.readLine();
        if (line == null) {
            throw new AssertionError("the service does not start");
        }
        report = Sevsim.parse(line);
    }

    /** What it printed. */
    JsonNode report() {
        return report;
    }

    String url() {
        return report.get("url").asString();
    }

    String grpc() {
        return report.path("grpc").asString("");
    }

    /** Ends it as an operator does; its exit status. */
    int terminate() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("the service does not end");
        }
        return process.exitValue();
    }

    @Override
    public void close() throws IOException {
        out.close();
        try {
            int unused = terminate();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
