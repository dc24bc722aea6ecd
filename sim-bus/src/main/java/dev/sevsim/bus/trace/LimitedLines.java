package dev.sevsim.bus.trace;

import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/** Lines of a text from outside, none longer than a limit: a file without line feeds would fill the memory. */
final class LimitedLines {
    private static final int BUFFER = 1 << 16;

    private final Reader source;
    private final int longest;
    private final char[] buffer = new char[BUFFER];
    private int at;
    private int end;

    /** Lines of {@code source} of at most {@code longest} characters. */
    LimitedLines(Reader source, int longest) {
        this.source = source;
        this.longest = longest;
    }

    /**
     * The next line without its line feed; null at the end.
     *
     * @param number of the line, for the message
     * @throws TraceFormatException for a longer line
     */
    @Nullable
    String next(int number) throws IOException {
        StringBuilder line = new StringBuilder();
        boolean any = false;
        while (fill()) {
            any = true;
            int feed = at;
            while (feed < end && buffer[feed] != '\n') {
                feed++;
            }
            line.append(buffer, at, feed - at);
            boolean complete = feed < end;
            at = complete ? feed + 1 : feed;
            if (line.length() > longest) {
                throw new TraceFormatException(number, "longer than " + longest + " characters, this is no trace");
            }
            if (complete) {
                break;
            }
        }
        return any ? line.toString() : null;
    }

    private boolean fill() throws IOException {
        if (at == end) {
            at = 0;
            end = Math.max(source.read(buffer, 0, BUFFER), 0);
        }
        return at < end;
    }
}
