package dev.sevsim.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Objects;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.StreamHandler;
import org.jspecify.annotations.Nullable;

/**
 * Where log messages go: nowhere, or with {@code --verbose} to standard error.
 *
 * <p>The libraries log through SLF4J, gRPC and JLine through the JDK's logging; both end here. Setting the JDK's logging
 * up takes a noticeable part of a short run, so that silence is arranged by a property that is read at the first use.
 */
final class Logging implements AutoCloseable {
    private static final Logger ROOT = Logger.getLogger("");

    /** Referenced here, since the JDK drops a logger, with its level, that is not. */
    private static final Logger OWN = Logger.getLogger("dev.sevsim");

    private final List<Handler> replaced = List.of(ROOT.getHandlers());
    private final @Nullable Level rootLevel = ROOT.getLevel();
    private final @Nullable Level ownLevel = OWN.getLevel();
    private final Handler lines;

    private Logging(PrintStream stream) {
        lines = new Lines(stream);
        lines.setLevel(Level.ALL);
        replaced.forEach(ROOT::removeHandler);
        ROOT.addHandler(lines);
        ROOT.setLevel(Level.WARNING);
        OWN.setLevel(Level.FINE);
    }

    /** Prints our own messages from debug on, and warnings of the libraries that are used, until it is closed. */
    static Logging printTo(PrintStream stream) {
        return new Logging(stream);
    }

    /** The setting from before. */
    @Override
    public void close() {
        ROOT.removeHandler(lines);
        replaced.forEach(ROOT::addHandler);
        ROOT.setLevel(rootLevel);
        OWN.setLevel(ownLevel);
    }

    /**
     * One line for each message, flushed at once, and the stack trace of an exception below it. What a library warns of, malformed
     * input of a client for instance, is one line.
     */
    private static final class Lines extends StreamHandler {
        Lines(PrintStream stream) {
            super(stream, new Line());
        }

        @Override
        public synchronized void publish(LogRecord record) {
            super.publish(record);
            flush();
        }

        /** Flushes only: standard error stays open. */
        @Override
        public synchronized void close() {
            flush();
        }
    }

    /** Time, level, logger, message. */
    private static final class Line extends Formatter {
        @Override
        public String format(LogRecord record) {
            StringWriter text = new StringWriter();
            PrintWriter lines = new PrintWriter(text);
            boolean traced = record.getLevel().intValue() >= Level.SEVERE.intValue() || isOwn(record);
            String message = formatMessage(record)
                    + (record.getThrown() == null || traced
                            ? ""
                            : ": " + record.getThrown().getMessage());
            lines.println(record.getInstant() + " " + level(record.getLevel()) + " " + record.getLoggerName() + ": "
                    + TerminalText.printable(message));
            if (record.getThrown() != null && traced) {
                record.getThrown().printStackTrace(lines);
            }
            return text.toString();
        }

        private static boolean isOwn(LogRecord record) {
            return Objects.toString(record.getLoggerName(), "").startsWith(OWN.getName());
        }

        /** The names of SLF4J, in which the messages were written. */
        private static String level(Level level) {
            if (level.intValue() >= Level.SEVERE.intValue()) {
                return "ERROR";
            }
            if (level.intValue() >= Level.WARNING.intValue()) {
                return "WARN";
            }
            return level.intValue() >= Level.INFO.intValue() ? "INFO" : "DEBUG";
        }
    }
}
