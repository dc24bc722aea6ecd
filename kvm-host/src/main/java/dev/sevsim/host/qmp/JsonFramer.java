package dev.sevsim.host.qmp;

import java.io.ByteArrayOutputStream;

/**
 * Finds the ends of JSON values in a stream without other framing, and resynchronises after an invalid one.
 *
 * <p>Strings stand in double or single quotes. A value ends with its last bracket, a scalar before the next blank or bracket. After invalid input and after a value that is too long or too deep, the next value begins at the next line or opening brace, where a string is too long at the next line, and after a control character at the next byte (our choice; QEMU's parser starts anew at the next token).
 */
final class JsonFramer {
    private static final int FIRST_PRINTABLE = 0x20;
    private static final int NEVER_IN_UTF_8 = 0xFE;
    private static final int NO_QUOTE = 0;

    private final int maximumBytes;
    private final int maximumDepth;
    private final Sink sink;
    private final ByteArrayOutputStream value = new ByteArrayOutputStream();
    private State state = State.BETWEEN;
    private int depth;
    private int quote;
    private boolean escaped;

    private enum State {
        BETWEEN,
        VALUE,
        SCALAR,
        /** Skips to the next line or object. */
        SKIPPING,
        /** Skips to the next line. */
        SKIPPING_LINE
    }

    /** Receives values and errors. */
    interface Sink {
        /** Receives a complete value; returns false when it is invalid. */
        boolean complete(byte[] json);

        /** Reports input that is no value. */
        void broken(String why);

        /** Reports input beyond a limit. */
        void exceeded(String limit);
    }

    JsonFramer(int maximumBytes, int maximumDepth, Sink sink) {
        this.maximumBytes = maximumBytes;
        this.maximumDepth = maximumDepth;
        this.sink = sink;
    }

    /** Whether a value is incomplete. */
    boolean isMidway() {
        return state != State.BETWEEN;
    }

    /** Takes the next byte, 0 to 255. */
    void accept(int octet) {
        switch (state) {
            case BETWEEN -> begin(octet);
            case VALUE -> insideValue(octet);
            case SCALAR -> insideScalar(octet);
            case SKIPPING -> skipping(octet);
            case SKIPPING_LINE -> {
                if (octet == '\n') {
                    state = State.BETWEEN;
                }
            }
        }
    }

    private void begin(int octet) {
        if (isBlank(octet)) {
            return;
        }
        value.reset();
        depth = 0;
        quote = NO_QUOTE;
        escaped = false;
        if (octet == '{' || octet == '[' || isQuote(octet)) {
            state = State.VALUE;
            insideValue(octet);
        } else if (isScalar(octet)) {
            state = State.SCALAR;
            keep(octet);
        } else {
            broken("stray input", State.SKIPPING);
        }
    }

    private void insideValue(int octet) {
        boolean quoted = quote != NO_QUOTE;
        if ((octet < FIRST_PRINTABLE && (quoted || !isBlank(octet))) || octet >= NEVER_IN_UTF_8) {
            broken(quoted ? "control character in a string" : "invalid character", State.BETWEEN);
            return;
        }
        keep(octet);
        if (state != State.VALUE) {
            return;
        }
        if (quoted) {
            quote = octet == quote && !escaped ? NO_QUOTE : quote;
            escaped = octet == '\\' && !escaped;
        } else {
            structure(octet);
        }
        if (state == State.VALUE && depth == 0 && quote == NO_QUOTE) {
            state = State.BETWEEN;
            complete();
        }
    }

    private void structure(int octet) {
        switch (octet) {
            case '"', '\'' -> quote = octet;
            case '{', '[' -> {
                if (++depth > maximumDepth) {
                    exceeded("JSON nesting depth limit exceeded");
                }
            }
            case '}', ']' -> depth--;
            default -> {}
        }
    }

    private void insideScalar(int octet) {
        if (isScalar(octet)) {
            keep(octet);
            return;
        }
        state = State.BETWEEN;
        if (!complete()) {
            state = State.SKIPPING;
        }
        accept(octet);
    }

    private void skipping(int octet) {
        if (octet == '\n' || octet == '{') {
            state = State.BETWEEN;
            begin(octet);
        }
    }

    private void keep(int octet) {
        if (value.size() == maximumBytes) {
            exceeded("JSON token size limit exceeded");
        } else {
            value.write(octet);
        }
    }

    private boolean complete() {
        byte[] json = value.toByteArray();
        value.reset();
        return sink.complete(json);
    }

    private void broken(String why, State next) {
        value.reset();
        state = next;
        sink.broken(why);
    }

    private void exceeded(String limit) {
        value.reset();
        state = quote == NO_QUOTE ? State.SKIPPING : State.SKIPPING_LINE;
        sink.exceeded(limit);
    }

    private static boolean isQuote(int octet) {
        return octet == '"' || octet == '\'';
    }

    private static boolean isBlank(int octet) {
        return octet == ' ' || octet == '\t' || octet == '\r' || octet == '\n';
    }

    /** Whether the byte can be part of a number or a keyword, valid or not. */
    private static boolean isScalar(int octet) {
        return octet > ' ' && octet < NEVER_IN_UTF_8 && "{}[],:\"'".indexOf(octet) < 0;
    }
}
