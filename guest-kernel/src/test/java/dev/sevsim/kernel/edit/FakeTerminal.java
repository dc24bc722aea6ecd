package dev.sevsim.kernel.edit;

import dev.sevsim.kernel.edit.LineEditor.Result;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A terminal of some width with unlimited rows, and its keyboard; it wraps as a VT100 does. */
final class FakeTerminal {
    private static final int SECOND_HALF = 0xFFFF;

    private final int width;
    private final boolean answers;
    private final LineEditor editor;
    private final List<int[]> rows = new ArrayList<>();
    private final StringBuilder reply = new StringBuilder();
    private int row;
    private int column;
    private boolean wrapPending;
    private int savedRow;
    private int savedColumn;

    int bells;

    /** {@code answers} is whether it reports the position of its cursor. */
    FakeTerminal(int width, boolean answers, LineEditor editor) {
        this.width = width;
        this.answers = answers;
        this.editor = editor;
    }

    void begin(String prompt) {
        editor.begin(prompt);
        show();
    }

    /** Types one byte after the other, as a person does; the lines that became complete. */
    List<Result> type(String keys) {
        List<Result> results = new ArrayList<>();
        for (byte b : keys.getBytes(StandardCharsets.UTF_8)) {
            editor.type(b & 0xFF, () -> false).ifPresent(results::add);
            show();
        }
        return results;
    }

    /** Everything on it, trailing blanks left out. */
    String text() {
        return rows.stream()
                .map(cells -> new String(cells, 0, width)
                        .replace('\0', ' ')
                        .replace("\uFFFF", "")
                        .stripTrailing())
                .collect(Collectors.joining("\n"))
                .stripTrailing();
    }

    /** The cells of all rows in one, without what ends them. */
    String cells() {
        return rows.stream()
                .map(cells -> new String(cells, 0, width).replace('\0', ' '))
                .collect(Collectors.joining())
                .stripTrailing();
    }

    /** How many cells are before the cursor. */
    int cursor() {
        return row * width + column + (wrapPending ? 1 : 0);
    }

    private void show() {
        int[] output = editor.takeOutput().codePoints().toArray();
        for (int i = 0; i < output.length; i++) {
            if (output[i] == 0x1B) {
                i = escape(output, i + 1);
            } else {
                put(output[i]);
            }
        }
        String said = reply.toString();
        reply.setLength(0);
        if (!said.isEmpty()) {
            List<Result> none = type(said);
            if (!none.isEmpty()) {
                throw new AssertionError("a report ended the line");
            }
        }
    }

    private int escape(int[] output, int from) {
        if (output[from] == '7') {
            savedRow = row;
            savedColumn = column;
            return from;
        }
        if (output[from] == '8') {
            row = savedRow;
            column = savedColumn;
            wrapPending = false;
            return from;
        }
        int at = from + 1;
        int number = 0;
        while (Character.isDigit(output[at])) {
            number = number * 10 + output[at++] - '0';
        }
        control((char) output[at], number);
        return at;
    }

    private void control(char letter, int number) {
        int count = Math.max(1, number);
        if (letter != 'n') {
            wrapPending = false;
        }
        switch (letter) {
            case 'A' -> row = Math.max(0, row - count);
            case 'B' -> row += count;
            case 'C' -> column = Math.min(width - 1, column + count);
            case 'H' -> {
                row = 0;
                column = 0;
            }
            case 'J' -> rows.clear();
            case 'n' -> reply.append(answers ? "\u001B[" + (row + 1) + ";" + (column + 1) + "R" : "");
            default -> throw new AssertionError("sequence with " + letter);
        }
    }

    private void put(int point) {
        switch (point) {
            case '\r' -> column = 0;
            case '\n' -> {
                column = 0;
                row++;
            }
            case '\b' -> column = Math.max(0, column - 1);
            case 7 -> bells++;
            default -> {
                print(point);
                return;
            }
        }
        wrapPending = false;
    }

    private void print(int point) {
        if (wrapPending) {
            row++;
            column = 0;
            wrapPending = false;
        }
        while (rows.size() <= row) {
            rows.add(new int[width]);
        }
        int[] cells = rows.get(row);
        cells[column] = point;
        if (Cells.of(point) == 2) {
            cells[++column] = SECOND_HALF;
        }
        if (column == width - 1) {
            wrapPending = true;
        } else {
            column++;
        }
    }
}
