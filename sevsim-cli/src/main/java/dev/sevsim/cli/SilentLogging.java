package dev.sevsim.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.LogManager;

/**
 * The JDK's logging without handlers and with every level off.
 *
 * <p>Public, with a public constructor, as {@code java.util.logging.config.class} requires (see {@link LogManager}).
 */
public final class SilentLogging {
    private static final String PROPERTY = "java.util.logging.config.class";
    private static final String FILE_PROPERTY = "java.util.logging.config.file";

    /**
     * Configures the JDK's log manager.
     *
     * @throws IOException never, since the configuration is in memory
     */
    public SilentLogging() throws IOException {
        LogManager.getLogManager()
                .readConfiguration(new ByteArrayInputStream(".level=OFF".getBytes(StandardCharsets.US_ASCII)));
    }

    /** Makes logging start silent in this process, unless its user configured it. */
    static void install() {
        if (System.getProperty(PROPERTY) == null && System.getProperty(FILE_PROPERTY) == null) {
            System.setProperty(PROPERTY, SilentLogging.class.getName());
        }
    }
}
