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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code launch --shell} at a terminal: the command in a process of its own, on a pseudo-terminal that script(1) makes. */
@Timeout(120)
class InteractiveShellTest {
    private static final String PROMPT = "~ # ";

    @TempDir
    private Path directory;

    private Process process;
    private final StringBuilder shown = new StringBuilder();
    private CompletableFuture<Void> reader = CompletableFuture.completedFuture(null);

    @BeforeEach
    void start() throws Exception {
        InstalledFiles.requireProgram("script");
        InstalledFiles.requireProgram("stty");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String command = "stty -g > before; '" + java + "' -Dsevsim.terminal=01 -cp \"$SEVSIM_CLASSES\" "
                + Main.class.getName() + " launch --seed 1 --shell; echo \"status $?\"; stty -g > after";
        ProcessBuilder builder = new ProcessBuilder("script", "-qec", command, "/dev/null")
                .directory(directory.toFile())
                .redirectErrorStream(true);
        builder.environment().put("SEVSIM_CLASSES", System.getProperty("java.class.path"));
        builder.environment().put("SHELL", "/bin/sh");
        builder.environment().put("TERM", "xterm");
        process = builder.start();
        reader = CompletableFuture.runAsync(this::read);
        waitFor("StartImage");
        waitFor(PROMPT);
        // The second prompt shows that the keys are read by the guest's editor by now.
        String unused = forget();
        type("\r");
        waitFor(PROMPT);
    }

    @AfterEach
    void end() {
        if (process != null) {
            process.destroy();
        }
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

    private void type(String keys) throws IOException {
        process.getOutputStream().write(keys.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /** Waits until a text shows up behind what was waited for before. */
    private void waitFor(String text) throws InterruptedException {
        synchronized (shown) {
            long waited = 0;
            while (shown.indexOf(text) < 0) {
                assertThat(waited).as("waiting for '%s' in: %s", text, shown).isLessThan(60);
                shown.wait(500);
                waited++;
            }
        }
    }

    private String forget() {
        synchronized (shown) {
            String text = shown.toString();
            shown.setLength(0);
            return text;
        }
    }

    private void assertTerminalIsAsBefore() throws Exception {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        reader.get(10, TimeUnit.SECONDS);
        assertThat(Files.readString(directory.resolve("after")))
                .isEqualTo(Files.readString(directory.resolve("before")));
    }

    @Test
    void editsCompletesAndRemembersLines() throws Exception {
        String unused = forget();
        type("echo twoX\u007F three\u001B[D\u001B[D\u001B[D\u001B[D\u001B[D-\r");
        waitFor("\r\ntwo -three\r\n" + PROMPT);

        unused = forget();
        type("ls /sys/kern\t");
        waitFor("/sys/kernel/");
        type("\u0015");
        type("\u001B[A\r");
        waitFor("\r\ntwo -three\r\n" + PROMPT);

        unused = forget();
        type("half\u0003");
        waitFor("half^C\r\n" + PROMPT);
        type("echo gr\u00FC\u00DFe\r");
        waitFor("\r\ngr\u00FC\u00DFe\r\n" + PROMPT);

        type("\u0004");
        waitFor("verdict: accepted");
        waitFor("status 0");
        assertTerminalIsAsBefore();
    }

    @Test
    void endsByTheWayOutOfTheTerminal() throws Exception {
        type("unfinished\u001D");
        waitFor("verdict: accepted");
        waitFor("status 0");
        assertTerminalIsAsBefore();
    }
}
