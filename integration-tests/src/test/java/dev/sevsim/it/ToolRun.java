package dev.sevsim.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One run of a program that is not ours.
 *
 * @param status exit status
 * @param output standard output and error
 */
record ToolRun(int status, String output) {
    private static final int PATIENCE_SECONDS = 60;

    static ToolRun of(Path directory, Object... command) throws IOException, InterruptedException {
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
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException(words.get(0) + " did not end: " + output);
        }
        return new ToolRun(process.exitValue(), output);
    }
}
