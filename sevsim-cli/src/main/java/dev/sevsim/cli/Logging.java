package dev.sevsim.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.StreamHandler;
import java.util.regex.Pattern;

/**
 * Where log messages go: nowhere, or with {@code --verbose} to standard error.
 *
 * <p>The libraries log through SLF4J, gRPC and JLine through the JDK's logging; both end here.
 */
final class Logging {
    private static final Logger ROOT = Logger.getLogger("");

    /** Kept here since the JDK forgets the level of a logger that is not referenced. */
    private static final Logger OWN = Logger.getLogger("dev.sevsim");

    private Logging() {}

    /** Drops all messages. */
    static void silence() {
        ROOT.setLevel(Level.OFF);
        OWN.setLevel(null);
    }

    /** Prints our own messages from debug on, and warnings of the libraries that are used. */
    static void printTo(PrintStream stream) {
        for (Handler handler : ROOT.getHandlers()) {
            ROOT.removeHandler(handler);
        }
        Handler handler = new Lines(stream);
        handler.setLevel(Level.ALL);
        ROOT.addHandler(handler);
        ROOT.setLevel(Level.WARNING);
        OWN.setLevel(Level.FINE);
    }

    /** One line for each message, flushed at once, and the stack trace of an exception below it. */
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
        /** A message may hold text of a client, with line feeds or a terminal's commands. */
        private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

        @Override
        public String format(LogRecord record) {
            StringWriter text = new StringWriter();
            PrintWriter lines = new PrintWriter(text);
            lines.println(record.getInstant() + " " + level(record.getLevel()) + " " + record.getLoggerName() + ": "
                    + CONTROL.matcher(formatMessage(record)).replaceAll("?"));
            if (record.getThrown() != null) {
                record.getThrown().printStackTrace(lines);
            }
            return text.toString();
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
