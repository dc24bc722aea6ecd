package dev.sevsim.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One finished run of a program.
 *
 * @param status exit status
 * @param output standard output and error
 */
public record ToolRun(int status, String output) {
    private static final int DEADLINE_SECONDS = 120;

    /** Runs a command to its end in {@code directory}, without input. */
    public static ToolRun of(Path directory, Object... command) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>();
        for (Object word : command) {
            words.add(word.toString());
        }
        Process process = new ProcessBuilder(words)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException(words.get(0) + " did not end: " + output);
        }
        return new ToolRun(process.exitValue(), output);
    }

    /** The output read as one JSON object. */
    public JsonNode json() {
        return JsonMapper.shared().readTree(output);
    }

    /** This run, which has to have ended with status 0. */
    public ToolRun requireSuccess() {
        if (status != 0) {
            throw new IllegalStateException("status " + status + ": " + output);
        }
        return this;
    }
}
