package dev.sevsim.it.interop;

import dev.sevsim.it.QmpConversation;
import dev.sevsim.it.interop.Case.Outcome;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A VM that waits for its owner, in a process of its own, seen over QMP. */
final class OwnedLaunch implements Closeable {
    private static final int PATIENCE_SECONDS = 60;

    private final Process process;
    private final BufferedReader console;
    private final QmpConversation qmp;

    /** Starts it on the session {@code NAME_godh.b64} and {@code NAME_session.b64}. */
    OwnedLaunch(Desk desk, String session, Object... more) throws IOException {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.sevsim.cli.Main",
                "serve",
                "--json"));
        Object[] options = Desk.all(
                desk.guest("image/OVMF.fd", "--append"),
                "--state",
                desk.file("host"),
                "--dh-cert",
                desk.file(session + "_godh.b64"),
                "--session",
                desk.file(session + "_session.b64"),
                "--qmp",
                "tcp:127.0.0.1:0",
                "--serial",
                "stdio");
        for (Object word : Desk.all(options, more)) {
            words.add(word.toString());
        }
        process = new ProcessBuilder(words)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        console = process.inputReader(StandardCharsets.UTF_8);
        String ready = console.readLine();
        if (ready == null) {
            throw new IOException("the VM does not start");
        }
        qmp = QmpConversation.begin(
                JsonMapper.shared().readTree(ready).get("qmp").asString());
    }

    String measurement() throws IOException {
        return qmp.measurement();
    }

    /** Injects a packet of two raw files and boots; whether the guest then shows the secret. */
    Outcome unlock(Path header, Path payload) throws IOException, InterruptedException {
        Base64.Encoder encoder = Base64.getEncoder();
        JsonNode answer = qmp.inject(
                encoder.encodeToString(Files.readAllBytes(header)),
                encoder.encodeToString(Files.readAllBytes(payload)));
        if (answer.has("error")) {
            return Outcome.REFUSED;
        }
        qmp.execute("cont");
        return secretShows() ? Outcome.ACCEPTED : Outcome.REFUSED;
    }

    /** Reads the secret at the guest's shell and switches the guest off. */
    boolean secretShows() throws IOException, InterruptedException {
        try (OutputStream keyboard = process.getOutputStream()) {
            keyboard.write(("cat /sys/kernel/security/secrets/coco/" + Desk.GUID + "\npoweroff\n")
                    .getBytes(StandardCharsets.UTF_8));
        }
        boolean shows = console.lines().toList().stream().anyMatch(line -> line.contains(Desk.SECRET));
        return shows && process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException {
        qmp.close();
        process.destroy();
    }
}
