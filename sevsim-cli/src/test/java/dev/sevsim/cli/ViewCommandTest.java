package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ViewCommandTest {
    @TempDir
    private Path directory;

    @Test
    void namesAPortThatIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CapturedRun run = CapturedRun.of("view", "--no-open", "--port", taken.getLocalPort());

            assertThat(run.status()).isEqualTo(Main.USAGE);
            assertThat(run.err().lines()).singleElement().asString().startsWith("sevsim: --port: ");
        }
    }

    @Test
    void refusesWhatIsNoPort() {
        assertThat(CapturedRun.of("view", "--port", "70000").err().lines())
                .singleElement()
                .asString()
                .startsWith("sevsim: --port ");
    }

    @Test
    void printsItsAddressAndEndsOnASignal() throws Exception {
        Process process = start(List.of("view", "--no-open"), "");
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(out.readLine()).matches("view: http://127\\.0\\.0\\.1:\\d+/[0-9a-f]{32}/");

            process.destroy();

            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        }
    }

    @Test
    void hasOneLineForABrowserThatCannotBeOpened() throws Exception {
        Path opener = Files.writeString(directory.resolve("xdg-open"), "#!/bin/sh\nexit 3\n");
        assertThat(opener.toFile().setExecutable(true)).isTrue();

        assertThat(problemWithoutBrowser(directory.toString()))
                .isEqualTo(
                        "sevsim: no browser was opened, xdg-open ended with status 3: open the address above, or give"
                                + " --no-open");
        assertThat(problemWithoutBrowser(directory.resolve("empty").toString()))
                .isEqualTo("sevsim: no browser was opened, xdg-open cannot be started: open the address above, or give"
                        + " --no-open");
    }

    private static String problemWithoutBrowser(String path) throws IOException {
        Process process = start(List.of("view"), path);
        try (BufferedReader err = process.errorReader(StandardCharsets.UTF_8)) {
            return Objects.requireNonNull(err.readLine());
        } finally {
            process.destroy();
        }
    }

    /** Starts the command on a desktop whose programs are in {@code path}; on none where that is empty. */
    private static Process start(List<String> arguments, String path) throws IOException {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        words.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment().remove("WAYLAND_DISPLAY");
        builder.environment().remove("DISPLAY");
        if (!path.isEmpty()) {
            builder.environment().put("DISPLAY", ":99");
            builder.environment().put("PATH", path);
        }
        return builder.start();
    }
}
