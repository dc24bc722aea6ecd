package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SilentLoggingTest {
    @AfterEach
    void restore() throws IOException {
        LogManager.getLogManager().readConfiguration();
    }

    @Test
    void logsNothingAtAll() throws IOException {
        new SilentLogging();

        Logger logger = Logger.getLogger("io.library");
        assertThat(logger.isLoggable(Level.SEVERE)).isFalse();
        assertThat(Logger.getLogger("").getHandlers()).isEmpty();
    }
}
