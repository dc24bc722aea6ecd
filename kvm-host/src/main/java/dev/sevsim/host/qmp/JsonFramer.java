package dev.sevsim.host.qmp;

import java.io.ByteArrayOutputStream;

/**
 * Finds the ends of JSON values in a stream that has no other framing, and its feet again after a broken one.
 *
 * <p>A value ends with its last bracket; one that is neither object nor array, before the next blank or bracket. After
 * rubbish the next line or opening brace begins anew, after a value that is too long or too deep the next line, after a
 * control character what follows it (our choice).
 */
final class JsonFramer {
    private static final int FIRST_PRINTABLE = 0x20;
    private static final int NEVER_IN_UTF_8 = 0xFE;

    private final int maximumBytes;
    private final int maximumDepth;
    private final Sink sink;
    private final ByteArrayOutputStream value = new ByteArrayOutputStream();
    private State state = State.BETWEEN;
    private int depth;
    private boolean quoted;
    private boolean escaped;

    private enum State {
        BETWEEN,
        VALUE,
        SCALAR,
        /** Until a line or an object begins. */
        RUBBISH,
        /** Until a line begins. */
        OVERSIZE
    }

    /** Hears what was found. */
    interface Sink {
        /** A value is complete; false when it turns out to be rubbish. */
        boolean complete(byte[] json);

        /** There is no value here. */
        void broken(String why);
    }

    JsonFramer(int maximumBytes, int maximumDepth, Sink sink) {
        this.maximumBytes = maximumBytes;
        this.maximumDepth = maximumDepth;
        this.sink = sink;
    }

    /** Whether something began that has not ended. */
    boolean midway() {
        return state != State.BETWEEN;
    }

    /** Takes the next byte, 0 to 255. */
    void accept(int octet) {
        switch (state) {
            case BETWEEN -> begin(octet);
            case VALUE -> insideValue(octet);
            case SCALAR -> insideScalar(octet);
            case RUBBISH -> afterRubbish(octet);
            case OVERSIZE -> {
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
        quoted = false;
        escaped = false;
        if (octet == '{' || octet == '[' || octet == '"') {
            state = State.VALUE;
            insideValue(octet);
        } else if (isScalar(octet)) {
            state = State.SCALAR;
            keep(octet);
        } else {
            broken("stray input", State.RUBBISH);
        }
    }

    private void insideValue(int octet) {
        if ((octet < FIRST_PRINTABLE && (quoted || !isBlank(octet))) || octet >= NEVER_IN_UTF_8) {
            broken(quoted ? "control character in a string" : "invalid character", State.BETWEEN);
            return;
        }
        keep(octet);
        if (state != State.VALUE) {
            return;
        }
        if (quoted) {
            quoted = octet != '"' || escaped;
            escaped = octet == '\\' && !escaped;
        } else {
            structure(octet);
        }
        if (state == State.VALUE && depth == 0 && !quoted) {
            state = State.BETWEEN;
            complete();
        }
    }

    private void structure(int octet) {
        switch (octet) {
            case '"' -> quoted = true;
            case '{', '[' -> {
                if (++depth > maximumDepth) {
                    broken("nesting deeper than " + maximumDepth, State.OVERSIZE);
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
            state = State.RUBBISH;
        }
        accept(octet);
    }

    private void afterRubbish(int octet) {
        if (octet == '\n' || octet == '{') {
            state = State.BETWEEN;
            begin(octet);
        }
    }

    private void keep(int octet) {
        if (value.size() == maximumBytes) {
            broken("message longer than " + maximumBytes + " bytes", State.OVERSIZE);
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

    private static boolean isBlank(int octet) {
        return octet == ' ' || octet == '\t' || octet == '\r' || octet == '\n';
    }

    /** What can be part of a number or a keyword, right or wrong. */
    private static boolean isScalar(int octet) {
        return octet > ' ' && octet < NEVER_IN_UTF_8 && "{}[],:\"".indexOf(octet) < 0;
    }
}
