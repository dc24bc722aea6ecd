package dev.sevsim.kernel.edit;

import dev.sevsim.kernel.edit.Key.Kind;
import java.util.Map;
import java.util.Optional;

/**
 * Makes keys of bytes: UTF-8, control characters and the escape sequences of VT220 and xterm.
 *
 * <p>Source: ECMA-48 for the form of control sequences, xterm's control sequences for the keys.
 */
final class KeyDecoder {
    private static final int ESCAPE = 0x1B;
    private static final int REPLACEMENT = 0xFFFD;
    private static final int DELETE = 0x7F;
    private static final int LONGEST_SEQUENCE = 32;

    private static final Map<Integer, Kind> CONTROLS = Map.ofEntries(
            Map.entry(1, Kind.HOME),
            Map.entry(2, Kind.LEFT),
            Map.entry(3, Kind.INTERRUPT),
            Map.entry(4, Kind.DELETE_OR_END),
            Map.entry(5, Kind.END),
            Map.entry(6, Kind.RIGHT),
            Map.entry(8, Kind.BACKSPACE),
            Map.entry(9, Kind.TAB),
            Map.entry(10, Kind.ENTER),
            Map.entry(11, Kind.KILL_TO_END),
            Map.entry(12, Kind.CLEAR_SCREEN),
            Map.entry(13, Kind.ENTER),
            Map.entry(14, Kind.DOWN),
            Map.entry(16, Kind.UP),
            Map.entry(21, Kind.KILL_TO_START),
            Map.entry(23, Kind.KILL_WORD),
            Map.entry(25, Kind.YANK),
            Map.entry(DELETE, Kind.BACKSPACE));

    private static final Map<String, Kind> SEQUENCES = Map.ofEntries(
            Map.entry("A", Kind.UP),
            Map.entry("B", Kind.DOWN),
            Map.entry("C", Kind.RIGHT),
            Map.entry("D", Kind.LEFT),
            Map.entry("H", Kind.HOME),
            Map.entry("F", Kind.END),
            Map.entry("1~", Kind.HOME),
            Map.entry("3~", Kind.DELETE),
            Map.entry("4~", Kind.END),
            Map.entry("7~", Kind.HOME),
            Map.entry("8~", Kind.END),
            Map.entry("1;3C", Kind.WORD_RIGHT),
            Map.entry("1;3D", Kind.WORD_LEFT),
            Map.entry("1;5C", Kind.WORD_RIGHT),
            Map.entry("1;5D", Kind.WORD_LEFT));

    private static final Map<Character, Kind> WITH_ALT = Map.of('b', Kind.WORD_LEFT, 'f', Kind.WORD_RIGHT);

    private enum State {
        GROUND,
        UTF8,
        ESCAPE,
        SEQUENCE
    }

    private final StringBuilder sequence = new StringBuilder();
    private State state = State.GROUND;
    private int codePoint;
    private int missing;
    private int smallest;

    /** The key that a byte completes, if it does. */
    Optional<Key> feed(int octet) {
        return switch (state) {
            case GROUND -> ground(octet);
            case UTF8 -> continuation(octet);
            case ESCAPE -> escape(octet);
            case SEQUENCE -> sequence(octet);
        };
    }

    private Optional<Key> ground(int octet) {
        if (octet == ESCAPE) {
            state = State.ESCAPE;
            return Optional.empty();
        }
        if (octet < ' ' || octet == DELETE) {
            return Optional.of(Key.of(CONTROLS.getOrDefault(octet, Kind.OTHER)));
        }
        if (octet < 0x80) {
            return Optional.of(Key.character(octet));
        }
        return lead(octet);
    }

    private Optional<Key> lead(int octet) {
        if (octet >= 0xC2 && octet <= 0xDF) {
            expect(1, octet & 0x1F, 0x80);
        } else if (octet >= 0xE0 && octet <= 0xEF) {
            expect(2, octet & 0x0F, 0x800);
        } else if (octet >= 0xF0 && octet <= 0xF4) {
            expect(3, octet & 0x07, 0x10000);
        } else {
            return Optional.of(Key.character(REPLACEMENT));
        }
        return Optional.empty();
    }

    private void expect(int bytes, int bits, int least) {
        state = State.UTF8;
        missing = bytes;
        codePoint = bits;
        smallest = least;
    }

    /** A character that is cut off is dropped; the byte that shows it begins anew. */
    private Optional<Key> continuation(int octet) {
        if ((octet & 0xC0) != 0x80) {
            state = State.GROUND;
            return ground(octet);
        }
        codePoint = codePoint << 6 | (octet & 0x3F);
        missing--;
        if (missing > 0) {
            return Optional.empty();
        }
        state = State.GROUND;
        boolean valid = codePoint >= smallest
                && codePoint <= Character.MAX_CODE_POINT
                && (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE);
        return Optional.of(Key.character(valid ? codePoint : REPLACEMENT));
    }

    private Optional<Key> escape(int octet) {
        if (octet == '[' || octet == 'O') {
            state = State.SEQUENCE;
            sequence.setLength(0);
            return Optional.empty();
        }
        if (octet == ESCAPE) {
            return Optional.empty();
        }
        state = State.GROUND;
        if (octet == DELETE || octet == '\b') {
            return Optional.of(Key.of(Kind.KILL_WORD));
        }
        return Optional.of(Key.of(WITH_ALT.getOrDefault((char) octet, Kind.OTHER)));
    }

    private Optional<Key> sequence(int octet) {
        if (octet < ' ' || octet > '~' || sequence.length() == LONGEST_SEQUENCE) {
            state = State.GROUND;
            return ground(octet);
        }
        sequence.append((char) octet);
        boolean last = octet >= '@';
        if (!last) {
            return Optional.empty();
        }
        state = State.GROUND;
        return Optional.of(meaning(sequence.toString()));
    }

    private static Key meaning(String text) {
        if (text.matches("[0-9]{1,4};[0-9]{1,4}R")) {
            return new Key(
                    Kind.CURSOR_REPORT, Integer.parseInt(text.substring(text.indexOf(';') + 1, text.length() - 1)));
        }
        return Key.of(SEQUENCES.getOrDefault(text, Kind.OTHER));
    }
}
