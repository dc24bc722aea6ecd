package dev.sevsim.it;

import dev.sevsim.cli.Main;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/** {@code sevsim serve} on a thread of this JVM; closing it quits the VM. */
final class ServingSevsim implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 30;

    private final CompletableFuture<String> ready = new CompletableFuture<>();
    private final CompletableFuture<Integer> status = new CompletableFuture<>();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final JsonNode where;

    /** Starts it with {@code --json} and {@code args} and waits until it listens. */
    ServingSevsim(Object... args) {
        List<String> words = new ArrayList<>(List.of("serve", "--json"));
        words.addAll(Sevsim.texts(args).toList());
        Thread thread = new Thread(() -> run(words), "serve");
        thread.setDaemon(true);
        thread.start();
        where = Sevsim.parse(ready.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join());
    }

    /** What it printed. */
    JsonNode report() {
        return where;
    }

    QmpConversation qmp() throws IOException {
        return QmpConversation.begin(address());
    }

    String address() {
        return where.get("qmp").asString();
    }

    String libvirtAddress() {
        return where.get("libvirt").asString();
    }

    String serialAddress() {
        return where.get("serial").asString();
    }

    /** The exit status, once it has ended. */
    int status() {
        return status.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    /** Standard error. */
    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        if (!status.isDone()) {
            quit();
            int unused = status();
        }
    }

    private void quit() throws IOException {
        try (QmpConversation last = qmp()) {
            last.execute("quit");
        } catch (SocketException e) {
            // it is ending already and does not listen any more: the caller waits for its status
        }
    }

    private void run(List<String> words) {
        int code = Main.run(
                new PrintStream(new FirstLine(), true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                words.toArray(new String[0]));
        ready.completeExceptionally(new AssertionError("ended with " + code + ": " + err()));
        status.complete(code);
    }

    /** The first line, which has the address of the monitor. */
    private final class FirstLine extends OutputStream {
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        @Override
        public void write(int octet) {
            if (octet == '\n') {
                ready.complete(line.toString(StandardCharsets.UTF_8));
            } else {
                line.write(octet);
            }
        }
    }
}
