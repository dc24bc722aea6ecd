package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class LoggingTest {
    private static final Logger OWN = LoggerFactory.getLogger("dev.sevsim.test");
    private static final Logger LIBRARY = LoggerFactory.getLogger("io.library");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void dropsMessagesAgainWhenItIsClosed() {
        Logging.printTo(CapturedRun.stream(out)).close();

        OWN.error("dropped", new IllegalStateException("dropped too"));
        LIBRARY.error("dropped");

        assertThat(out.size()).isZero();
    }

    @Test
    void printsOwnMessagesFromDebugOnAndWarningsOfLibraries() {
        printing(() -> {
            OWN.trace("own trace");
            OWN.debug("own {}", "debug");
            OWN.warn("own warning");
            LIBRARY.info("library info");
            LIBRARY.warn("library warning");
        });

        assertThat(printed().lines())
                .hasSize(3)
                .satisfiesExactly(
                        line -> assertThat(line).matches("\\S+Z DEBUG dev\\.sevsim\\.test: own debug"),
                        line -> assertThat(line).endsWith(" WARN dev.sevsim.test: own warning"),
                        line -> assertThat(line).endsWith(" WARN io.library: library warning"));
    }

    @Test
    void printsTheStackTraceOfAnException() {
        printing(() -> {
            OWN.error("failed", new IllegalStateException("the reason"));
        });

        assertThat(printed())
                .contains(" ERROR dev.sevsim.test: failed", "the reason", "\tat dev.sevsim.cli.LoggingTest");
    }

    /** Libraries warn of each malformed message of a client. */
    @Test
    void printsOneLineForAWarningOfALibrary() {
        printing(() -> LIBRARY.warn("message", new IllegalStateException("the\nreason")));

        assertThat(printed().lines()).singleElement().asString().endsWith(" WARN io.library: message: the\\x0areason");
    }

    @Test
    void printsNoControlCharacterOfAMessage() {
        printing(() -> {
            OWN.warn("GET /a\r\nfake line\u001b[2J");
        });

        assertThat(printed().lines())
                .singleElement()
                .satisfies(line -> assertThat(line).endsWith("GET /a\\x0d\\x0afake line\\x1b[2J"));
    }

    @Test
    void showsTheStepsOfALaunchOnStandardErrorWhenVerbose() {
        CapturedRun silent = CapturedRun.of("launch", "--seed", "1", "--json");
        CapturedRun after = CapturedRun.of("launch", "--seed", "1", "--json", "--verbose");
        CapturedRun before = CapturedRun.of("--verbose", "launch", "--seed", "1", "--json");

        assertThat(silent.err()).isEmpty();
        assertThat(after.err()).contains("INFO dev.sevsim.cli.LaunchView: host: LAUNCH_FINISH");
        assertThat(before.err()).contains("INFO dev.sevsim.cli.LaunchView: host: LAUNCH_FINISH");
        assertThat(after.out()).isEqualTo(silent.out());
        assertThat(after.err()).doesNotContain("SLF4J");
    }

    private void printing(Runnable messages) {
        Logging log = Logging.printTo(CapturedRun.stream(out));
        try {
            messages.run();
        } finally {
            log.close();
        }
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
