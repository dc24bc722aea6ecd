package dev.sevsim.kernel.edit;

import java.util.Arrays;

/** The code points of a line and where the cursor is among them. */
final class EditBuffer {
    /** Longest line, as for a real terminal. */
    private static final int MAXIMUM = 4095;

    private int[] points = new int[64];
    private int length;
    private int cursor;

    int length() {
        return length;
    }

    int cursor() {
        return cursor;
    }

    boolean isEmpty() {
        return length == 0;
    }

    /** Characters from one index to before another. */
    String text(int from, int to) {
        return new String(points, from, to - from);
    }

    String text() {
        return text(0, length);
    }

    void moveTo(int index) {
        cursor = Math.max(0, Math.min(index, length));
    }

    /** Puts as much of a text as there is room for before the cursor. */
    void insert(String text) {
        int[] added = text.codePoints().limit(MAXIMUM - length).toArray();
        if (length + added.length > points.length) {
            points = Arrays.copyOf(points, Math.max(points.length * 2, length + added.length));
        }
        System.arraycopy(points, cursor, points, cursor + added.length, length - cursor);
        System.arraycopy(added, 0, points, cursor, added.length);
        length += added.length;
        cursor += added.length;
    }

    /** Takes characters out and leaves the cursor where they were; the answer is what they were. */
    String delete(int from, int to) {
        String gone = text(from, to);
        System.arraycopy(points, to, points, from, length - to);
        length -= to - from;
        cursor = from;
        return gone;
    }

    void set(String text) {
        length = 0;
        cursor = 0;
        insert(text);
    }

    /** Where the word before the cursor begins; {@code blanksOnly} lets only blanks divide words. */
    int startOfWord(boolean blanksOnly) {
        int at = cursor;
        while (at > 0 && !isWord(points[at - 1], blanksOnly)) {
            at--;
        }
        while (at > 0 && isWord(points[at - 1], blanksOnly)) {
            at--;
        }
        return at;
    }

    /** Where the word after the cursor ends. */
    int endOfWord() {
        int at = cursor;
        while (at < length && !isWord(points[at], false)) {
            at++;
        }
        while (at < length && isWord(points[at], false)) {
            at++;
        }
        return at;
    }

    private static boolean isWord(int point, boolean blanksOnly) {
        return blanksOnly ? !Character.isWhitespace(point) : Character.isLetterOrDigit(point);
    }
}
