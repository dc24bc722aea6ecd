package dev.sevsim.cli;

import dev.sevsim.machine.option.Numbers;
import dev.sevsim.view.ViewServer;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code view}: launches as a page that is served on loopback. */
@Command(
        name = "view",
        description =
                "Serves launches as a page on loopback: every frame in its order with its bytes explained. The page runs"
                        + " further launches on request. Prints the address and, on a desktop, opens it. Ends on Ctrl-C.")
final class ViewCommand extends Verb {
    private static final int MOST_PORT = 65_535;

    @Option(names = "--port", paramLabel = "N", description = "Port of loopback to listen on (default: a free one).")
    private Optional<String> port = Optional.empty();

    @Option(names = "--no-open", description = "Do not open the address in a browser.")
    private boolean noOpen;

    @Override
    public Integer call() {
        int number = port.map(text -> (int) Numbers.positive("--port", text, MOST_PORT))
                .orElse(0);
        try (ViewServer server = new ViewServer(number)) {
            return OnSignal.during(() -> serve(server), () -> end(server));
        }
    }

    private int serve(ViewServer server) {
        console.unbroken("view: " + server.url());
        if (!noOpen && isDesktop()) {
            open(server.url());
        }
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Main.OK;
    }

    /** A signal is a regular end. */
    private static void end(ViewServer server) {
        server.close();
        Runtime.getRuntime().halt(Main.OK);
    }

    /** Whether programs with windows can be started. */
    private static boolean isDesktop() {
        return isMac() || Stream.of("DISPLAY", "WAYLAND_DISPLAY").anyMatch(name -> System.getenv(name) != null);
    }

    private static boolean isMac() {
        return System.getProperty("os.name", "").startsWith("Mac");
    }

    private void open(String url) {
        String opener = isMac() ? "open" : "xdg-open";
        try {
            Process started = new ProcessBuilder(opener, url)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            var unused = started.onExit().thenAccept(process -> {
                if (process.exitValue() != 0) {
                    cannotOpen(opener + " ended with status " + process.exitValue());
                }
            });
        } catch (IOException e) {
            cannotOpen(opener + " cannot be started");
        }
    }

    private void cannotOpen(String why) {
        console.error("no browser was opened, " + why + ": open the address above, or give --no-open");
    }
}
