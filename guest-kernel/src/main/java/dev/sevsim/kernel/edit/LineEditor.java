package dev.sevsim.kernel.edit;

import dev.sevsim.kernel.edit.Completer.Candidate;
import dev.sevsim.kernel.edit.Completer.Completion;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads lines from a terminal, byte by byte, with the usual editing keys of a shell.
 *
 * <p>Its keys are those of common shells; which exactly is our choice.
 */
public final class LineEditor {
    private static final String BELL = "\u0007";
    private static final String CLEAR = "\u001B[H\u001B[2J";

    /** A line that is shorter than that stays in one row of any terminal. */
    private static final int SURELY_ONE_ROW = 40;

    private static final Set<Key.Kind> NEEDS_TERMINAL = EnumSet.of(
            Key.Kind.TAB,
            Key.Kind.DELETE,
            Key.Kind.LEFT,
            Key.Kind.RIGHT,
            Key.Kind.WORD_LEFT,
            Key.Kind.WORD_RIGHT,
            Key.Kind.HOME,
            Key.Kind.END,
            Key.Kind.UP,
            Key.Kind.DOWN,
            Key.Kind.CLEAR_SCREEN);

    private final KeyDecoder keys = new KeyDecoder();
    private final History history = new History();
    private final Screen screen = new Screen();
    private final Completer completer;
    private EditBuffer line = new EditBuffer();
    private String prompt = "";
    private String killed = "";
    private @Nullable Key held;
    private boolean asked;
    private boolean tabBefore;
    private boolean tabInBurst;

    /** How a line ended. */
    public enum End {
        LINE,
        /** The line was thrown away. */
        INTERRUPTED,
        END_OF_INPUT
    }

    /**
     * A line that is complete.
     *
     * @param end how
     * @param text its characters
     */
    public record Result(End end, String text) {}

    /** An editor without history. */
    public LineEditor(Completer completer) {
        this.completer = completer;
    }

    /** Begins a line behind a prompt, which is output like the rest. */
    public void begin(String text) {
        prompt = text;
        line = new EditBuffer();
        asked = false;
        held = null;
        tabBefore = false;
        tabInBurst = false;
        history.rewind();
        screen.print(text);
        screen.begin(Cells.of(text));
    }

    /** What the terminal is to show since it was last taken. */
    public String takeOutput() {
        return screen.take();
    }

    /** Handles a byte; {@code moreFollows} is whether another byte is already there, as in pasted text. */
    public Optional<Result> type(int octet, BooleanSupplier moreFollows) {
        Optional<Key> key = keys.feed(octet);
        if (key.isEmpty()) {
            return Optional.empty();
        }
        if (key.get().kind() == Key.Kind.CURSOR_REPORT) {
            screen.report(key.get().value());
            if (screen.mayWrap()) {
                actOnHeld();
            }
            return Optional.empty();
        }
        actOnHeld();
        actOnTab(key.get());
        if (key.get().kind() == Key.Kind.TAB && moreFollows.getAsBoolean()) {
            tabInBurst = true;
            return Optional.empty();
        }
        if (NEEDS_TERMINAL.contains(key.get().kind())) {
            ask();
            if (!screen.mayWrap() && Cells.of(prompt) + cell(line.length()) >= SURELY_ONE_ROW) {
                held = key.get();
                return Optional.empty();
            }
        }
        return act(key.get());
    }

    /** A TAB that another key followed at once is part of pasted text, unless that is a TAB too. */
    private void actOnTab(Key next) {
        if (tabInBurst) {
            tabInBurst = false;
            if (next.kind() == Key.Kind.TAB) {
                ask();
                var unused = act(next);
            } else {
                insert("\t");
            }
        }
    }

    /** A terminal is asked once in a line, when a key shows that there is one. */
    private void ask() {
        if (!asked) {
            asked = true;
            screen.ask();
        }
    }

    /** A key that waits for the terminal's width waits for the next key at most. */
    private void actOnHeld() {
        Key key = held;
        held = null;
        if (key != null) {
            var unused = act(key);
        }
    }

    private Optional<Result> act(Key key) {
        boolean secondTab = tabBefore;
        tabBefore = key.kind() == Key.Kind.TAB;
        return switch (key.kind()) {
            case ENTER -> finish(End.LINE, "\n");
            case INTERRUPT -> finish(End.INTERRUPTED, "^C\n");
            case DELETE_OR_END -> deleteOrEnd();
            case TAB -> {
                tab(secondTab);
                yield Optional.empty();
            }
            default -> {
                edit(key);
                yield Optional.empty();
            }
        };
    }

    private Optional<Result> finish(End end, String shown) {
        moveTo(line.length());
        screen.print(shown);
        String text = end == End.LINE ? line.text() : "";
        history.add(text);
        return Optional.of(new Result(end, text));
    }

    private Optional<Result> deleteOrEnd() {
        if (line.isEmpty()) {
            return Optional.of(new Result(End.END_OF_INPUT, ""));
        }
        delete(line.cursor(), Math.min(line.cursor() + 1, line.length()));
        return Optional.empty();
    }

    private void edit(Key key) {
        switch (key.kind()) {
            case CHARACTER -> insert(Character.toString(key.value()));
            case BACKSPACE -> delete(Math.max(0, line.cursor() - 1), line.cursor());
            case DELETE -> delete(line.cursor(), Math.min(line.cursor() + 1, line.length()));
            case LEFT -> moveTo(line.cursor() - 1);
            case RIGHT -> moveTo(line.cursor() + 1);
            case WORD_LEFT -> moveTo(line.startOfWord(false));
            case WORD_RIGHT -> moveTo(line.endOfWord());
            case HOME -> moveTo(0);
            case END -> moveTo(line.length());
            case UP -> history.previous(line.text()).ifPresent(this::replace);
            case DOWN -> history.next().ifPresent(this::replace);
            case KILL_TO_START -> kill(0, line.cursor());
            case KILL_TO_END -> kill(line.cursor(), line.length());
            case KILL_WORD -> kill(line.startOfWord(true), line.cursor());
            case YANK -> insert(killed);
            case CLEAR_SCREEN -> {
                screen.print(CLEAR);
                drawAgain();
            }
            default -> {}
        }
    }

    private void insert(String text) {
        int from = line.cursor();
        line.insert(text);
        drawFrom(from, 0);
    }

    private void kill(int from, int to) {
        if (from < to) {
            killed = line.text(from, to);
        }
        delete(from, to);
    }

    private void delete(int from, int to) {
        if (from == to) {
            return;
        }
        boolean backwardsAtEnd = to == line.length() && line.cursor() == to;
        int cells = Cells.of(line.text(from, to));
        if (backwardsAtEnd && !screen.mayWrap()) {
            String unused = line.delete(from, to);
            screen.rubOut(cells);
            return;
        }
        moveTo(from);
        String unused = line.delete(from, to);
        drawFrom(from, cells);
    }

    private void moveTo(int index) {
        int before = line.cursor();
        line.moveTo(index);
        if (line.cursor() != before) {
            screen.moveTo(cell(line.cursor()));
        }
    }

    /**
     * Shows the line from an index where the screen's cursor is, blanks out what was behind it, goes back to the
     * cursor.
     */
    private void drawFrom(int index, int cellsLess) {
        screen.write(line.text(index, line.length()));
        screen.erase(cellsLess);
        if (line.cursor() < line.length()) {
            screen.moveTo(cell(line.cursor()));
        }
    }

    private void replace(String text) {
        moveTo(0);
        int before = Cells.of(line.text());
        line.set(text);
        drawFrom(0, Math.max(0, before - Cells.of(text)));
    }

    private void drawAgain() {
        screen.print(prompt);
        screen.begin(Cells.of(prompt));
        drawFrom(0, 0);
    }

    private int cell(int index) {
        return Cells.of(line.text(0, index));
    }

    private void tab(boolean second) {
        Completion completion = completer.complete(line.text(0, line.cursor()));
        List<Candidate> candidates = completion.candidates();
        String common = commonStart(candidates);
        if (candidates.isEmpty()) {
            screen.print(BELL);
        } else if (candidates.size() == 1) {
            insert(common.substring(completion.word().length())
                    + candidates.get(0).ending());
        } else if (common.length() > completion.word().length()) {
            insert(common.substring(completion.word().length()));
        } else if (second) {
            list(candidates);
        } else {
            screen.print(BELL);
        }
    }

    private static String commonStart(List<Candidate> candidates) {
        String common = candidates.isEmpty() ? "" : candidates.get(0).text();
        for (Candidate candidate : candidates) {
            int length = 0;
            while (length < common.length()
                    && length < candidate.text().length()
                    && common.charAt(length) == candidate.text().charAt(length)) {
                length++;
            }
            common = common.substring(0, length);
        }
        return common;
    }

    /** Shows the candidates in columns, top to bottom, then the line again. */
    private void list(List<Candidate> candidates) {
        int cursor = line.cursor();
        moveTo(line.length());
        int widest =
                candidates.stream().mapToInt(c -> Cells.of(c.label())).max().orElse(0) + 2;
        int columns = Math.max(1, screen.width() / widest);
        int rows = (candidates.size() + columns - 1) / columns;
        StringBuilder text = new StringBuilder("\n");
        for (int row = 0; row < rows; row++) {
            StringBuilder shown = new StringBuilder();
            for (int i = row; i < candidates.size(); i += rows) {
                String label = candidates.get(i).label();
                shown.append(label).append(" ".repeat(widest - Cells.of(label)));
            }
            text.append(shown.toString().stripTrailing()).append('\n');
        }
        screen.print(text.toString());
        line.moveTo(cursor);
        drawAgain();
    }
}
