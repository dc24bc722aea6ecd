package dev.sevsim.bus.trace;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Lines of a text in UTF-8 from outside, none longer than a limit: a file without line feeds would fill the memory. A line is decoded by
 * itself, so that a byte that is no text is refused with the number of its line.
 */
final class LimitedLines {
    private static final int BUFFER = 1 << 16;

    private final InputStream source;
    private final int longest;
    private final byte[] buffer = new byte[BUFFER];
    private int at;
    private int end;

    /** Lines of {@code source} of at most {@code longest} bytes. */
    LimitedLines(InputStream source, int longest) {
        this.source = source;
        this.longest = longest;
    }

    /**
     * The next line without its line feed; null at the end.
     *
     * @param number of the line, for the message
     * @throws TraceFormatException for a longer line, and for one that is not UTF-8
     */
    @Nullable
    String next(int number) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        boolean any = false;
        while (fill()) {
            any = true;
            int feed = at;
            while (feed < end && buffer[feed] != '\n') {
                feed++;
            }
            line.write(buffer, at, feed - at);
            boolean complete = feed < end;
            at = complete ? feed + 1 : feed;
            if (line.size() > longest) {
                throw new TraceFormatException(number, "longer than " + longest + " bytes, this is no trace");
            }
            if (complete) {
                break;
            }
        }
        return any ? decoded(number, line.toByteArray()) : null;
    }

    private static String decoded(int number, byte[] line) {
        ByteBuffer from = ByteBuffer.wrap(line);
        CharBuffer to = CharBuffer.allocate(line.length);
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(from, to, true);
        if (result.isError()) {
            throw new TraceFormatException(
                    number,
                    String.format(
                            "byte 0x%02x at offset %d is not UTF-8", line[from.position()] & 0xFF, from.position()));
        }
        return to.flip().toString();
    }

    private boolean fill() throws IOException {
        if (at == end) {
            at = 0;
            end = Math.max(source.read(buffer, 0, BUFFER), 0);
        }
        return at < end;
    }
}
