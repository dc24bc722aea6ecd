package dev.sevsim.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.cli.Main;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A {@code sevsim} command in a process of its own, on a pseudo-terminal that script(1) makes. */
final class PseudoTerminal implements AutoCloseable {
    /** The prompt of the guest's shell. */
    static final String PROMPT = "~ # ";

    private final Path directory;
    private final Process process;
    private final StringBuilder shown = new StringBuilder();
    private final CompletableFuture<Void> reader;

    /** Starts the command in {@code directory}; its exit status is shown last. */
    PseudoTerminal(Path directory, String command) throws IOException {
        InstalledFiles.requireProgram("script");
        InstalledFiles.requireProgram("stty");
        this.directory = directory;
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String line = "stty -g > before; '" + java + "' -Dsevsim.terminal=012 -cp \"$SEVSIM_CLASSES\" "
                + Main.class.getName() + " " + command + "; echo \"status $?\"; stty -g > after";
        ProcessBuilder builder = new ProcessBuilder("script", "-qec", line, "/dev/null")
                .directory(directory.toFile())
                .redirectErrorStream(true);
        builder.environment().put("SEVSIM_CLASSES", System.getProperty("java.class.path"));
        builder.environment().put("SHELL", "/bin/sh");
        builder.environment().put("TERM", "xterm");
        process = builder.start();
        reader = CompletableFuture.runAsync(this::read);
    }

    @Override
    public void close() {
        process.destroy();
    }

    /** Waits until the keys are read by the guest's editor. */
    void waitForShell() throws Exception {
        waitFor("StartImage");
        waitFor(PROMPT);
        // The second prompt shows that the keys are read by the guest's editor by now.
        String unused = forget();
        type("\r");
        waitFor(PROMPT);
    }

    private void read() {
        try (InputStream in = process.getInputStream()) {
            byte[] piece = new byte[4096];
            for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
                String text = new String(piece, 0, length, StandardCharsets.UTF_8);
                synchronized (shown) {
                    shown.append(text);
                    shown.notifyAll();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the pseudo-terminal", e);
        }
    }

    void type(String keys) throws IOException {
        process.getOutputStream().write(keys.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /** Waits for a text in what was shown since the last call of forget. */
    void waitFor(String text) throws InterruptedException {
        synchronized (shown) {
            long waited = 0;
            while (shown.indexOf(text) < 0) {
                assertThat(waited).as("waiting for '%s' in: %s", text, shown).isLessThan(60);
                shown.wait(500);
                waited++;
            }
        }
    }

    /** What was shown so far; it is waited for no more. */
    String forget() {
        synchronized (shown) {
            String text = shown.toString();
            shown.setLength(0);
            return text;
        }
    }

    void assertTerminalIsAsBefore() throws Exception {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        reader.get(10, TimeUnit.SECONDS);
        assertThat(Files.readString(directory.resolve("after")))
                .isEqualTo(Files.readString(directory.resolve("before")));
    }
}
