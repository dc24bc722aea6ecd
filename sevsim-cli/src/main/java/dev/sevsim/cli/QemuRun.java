package dev.sevsim.cli;

import dev.sevsim.machine.SimulatorException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A QEMU without input, whose guest prints to its standard output. */
final class QemuRun {
    private QemuRun() {}

    /**
     * Runs it to its end; it ends with this process too.
     *
     * @param lines receives what is printed, a byte a character, on another thread
     * @return whether it ended by itself before the time was over
     * @throws IOException when it cannot be started
     */
    static boolean of(List<String> command, Duration limit, Consumer<String> lines) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        Thread end = new Thread(process::destroyForcibly, "sevsim-qemu-end");
        Runtime.getRuntime().addShutdownHook(end);
        Thread reader = new Thread(() -> read(process.getInputStream(), lines), "sevsim-qemu-output");
        reader.start();
        try {
            boolean inTime = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (!inTime) {
                Process unused = process.destroyForcibly();
            }
            reader.join();
            boolean unused = Runtime.getRuntime().removeShutdownHook(end);
            return inTime;
        } catch (InterruptedException e) {
            Process unused = process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new SimulatorException("QEMU was interrupted", e);
        }
    }

    private static void read(InputStream from, Consumer<String> to) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(from, StandardCharsets.ISO_8859_1))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                to.accept(line);
            }
        } catch (IOException e) {
            // It was ended: what it printed before has been read.
        }
    }
}
