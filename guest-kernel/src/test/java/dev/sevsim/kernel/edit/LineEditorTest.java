package dev.sevsim.kernel.edit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.kernel.edit.Completer.Candidate;
import dev.sevsim.kernel.edit.Completer.Completion;
import dev.sevsim.kernel.edit.LineEditor.End;
import dev.sevsim.kernel.edit.LineEditor.Result;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class LineEditorTest {
    private static final String ESC = "\u001B";
    private static final String LEFT = ESC + "[D";
    private static final String RIGHT = ESC + "[C";
    private static final String UP = ESC + "[A";
    private static final String DOWN = ESC + "[B";
    private static final String DELETE = ESC + "[3~";
    private static final String PROMPT = "~ # ";

    private final FakeTerminal terminal = new FakeTerminal(80, true, new LineEditor(LineEditorTest::fruit));

    private static Completion fruit(String text) {
        String word = text.substring(text.lastIndexOf(' ') + 1);
        return new Completion(
                word,
                Stream.of("apple", "apricot", "banana", "cherry/")
                        .filter(name -> name.startsWith(word))
                        .map(name -> new Candidate(name, name, name.endsWith("/") ? "" : " "))
                        .toList());
    }

    private String line(String keys) {
        terminal.begin(PROMPT);
        List<Result> results = terminal.type(keys);
        assertThat(results).hasSize(1);
        assertThat(results.get(0).end()).isEqualTo(End.LINE);
        return results.get(0).text();
    }

    @ParameterizedTest(name = "{0} gives {1}")
    @CsvSource({
        "'abc\\r', abc",
        "'abc\\n', abc",
        "'abd<LEFT>c\\n', abcd",
        "'bc<HOME>a<END>d\\n', abcd",
        "'bc\\x01a\\x05d\\n', abcd",
        "'abXc<LEFT><BS>\\n', abc",
        "'aXbc\\x01<RIGHT><DEL>\\n', abc",
        "'abXc\\x02\\x02\\x04\\n', abc",
        "'dropped\\x15abc\\n', abc",
        "'one two three\\x17\\n', 'one two '",
        "'one two/three  \\x17\\n', 'one '",
        "'one two\\x01<RIGHT><RIGHT><RIGHT>\\x0B\\n', one",
        "'two\\x15one \\x19\\n', 'one two'",
        "'one three<ALT>btwo \\n', 'one two three'",
        "'one three\\x01<ALT>f two\\n', 'one two three'",
        "'one three<CTRL-LEFT>two \\n', 'one two three'",
        "'grüße<LEFT><LEFT><BS>X\\n', grXße",
        "'a\u4e2d\u6587b<LEFT><LEFT><BS>\\n', a\u6587b",
        "'a<F5>b\\n', ab",
        "'\\x06\\x02<LEFT><RIGHT><BS><DEL>a\\n', a"
    })
    void edits(String keys, String expected) {
        assertThat(line(typed(keys))).isEqualTo(expected);
        assertThat(terminal.text()).startsWith((PROMPT + expected).stripTrailing());
    }

    /** The keys that a test writes by name. */
    private static String typed(String keys) {
        String typed = keys.replace("\\r", "\r")
                .replace("\\n", "\n")
                .replace("<LEFT>", LEFT)
                .replace("<RIGHT>", RIGHT)
                .replace("<HOME>", ESC + "[H")
                .replace("<END>", ESC + "[4~")
                .replace("<DEL>", DELETE)
                .replace("<BS>", "\u007F")
                .replace("<ALT>", ESC)
                .replace("<CTRL-LEFT>", ESC + "[1;5D")
                .replace("<F5>", ESC + "[15~");
        for (int control = 1; control < 0x20; control++) {
            typed = typed.replace("\\x%02X".formatted(control), Character.toString(control));
        }
        return typed;
    }

    @Test
    void showsNothingButTheCharactersOfAPlainLine() {
        LineEditor editor = new LineEditor(Completer.NONE);
        editor.begin(PROMPT);
        for (byte b : "ls -l\u007F\u007Fa /\n".getBytes(java.nio.charset.StandardCharsets.UTF_8)) {
            var unused = editor.type(b, () -> true);
        }

        assertThat(editor.takeOutput()).isEqualTo("~ # ls -l\b \b\b \ba /\n");
    }

    @Test
    void takesATabInPastedTextAsABlank() {
        LineEditor editor = new LineEditor(LineEditorTest::fruit);
        editor.begin("");
        for (byte b : "ap\t".getBytes(java.nio.charset.StandardCharsets.UTF_8)) {
            var unused = editor.type(b, () -> true);
        }

        assertThat(editor.takeOutput()).isEqualTo("ap");
        assertThat(editor.type('\n', () -> false).orElseThrow().text()).isEqualTo("ap\t");
        assertThat(editor.takeOutput()).isEqualTo(" \n");
    }

    @Test
    void takesTwoTabsInABurstAsTabs() {
        LineEditor editor = new LineEditor(LineEditorTest::fruit);
        editor.begin("");
        byte[] burst = "ap\t\t".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        for (int i = 0; i < burst.length; i++) {
            boolean more = i + 1 < burst.length;
            var unused = editor.type(burst[i], () -> more);
        }

        assertThat(editor.takeOutput()).contains("\napple    apricot\n");
    }

    @Test
    void goesThroughTheHistoryAndBackToTheLineThatWasBegun() {
        List.of("first\n", "second\n", "second\n", "  \n").forEach(this::line);

        assertThat(line(UP + "\n")).isEqualTo("second");
        assertThat(line(UP + UP + UP + UP + "\n")).isEqualTo("first");
        assertThat(line("beg" + UP + UP + DOWN + DOWN + DOWN + "un\n")).isEqualTo("begun");
        assertThat(line("\u0010\u0010\u000E!\n")).isEqualTo("begun!");
    }

    @Test
    void interruptsAndEnds() {
        terminal.begin(PROMPT);
        assertThat(terminal.type("half a li\u0003")).containsExactly(new Result(End.INTERRUPTED, ""));
        terminal.begin(PROMPT);
        assertThat(terminal.type("\u0004")).containsExactly(new Result(End.END_OF_INPUT, ""));
        assertThat(terminal.text()).isEqualTo("~ # half a li^C\n~ #");
    }

    @Test
    void completesWhatIsCertainAndListsTheRest() {
        terminal.begin(PROMPT);
        assertThat(terminal.type("eat b\ta")).isEmpty();
        assertThat(terminal.text()).isEqualTo("~ # eat banana a");
        assertThat(terminal.type("\t")).isEmpty();
        assertThat(terminal.text()).isEqualTo("~ # eat banana ap");
        assertThat(terminal.bells).isZero();
        assertThat(terminal.type("\t")).isEmpty();
        assertThat(terminal.text()).isEqualTo("~ # eat banana ap\napple    apricot\n~ # eat banana ap");
        assertThat(terminal.type("r\tc\t")).isEmpty();
        assertThat(terminal.text()).endsWith("~ # eat banana apricot cherry/");
        assertThat(terminal.type(" zzz\t")).isEmpty();
        assertThat(terminal.bells).isEqualTo(1);
        assertThat(terminal.type("\u0015ap\t")).isEmpty();
        assertThat(terminal.bells).as("one TAB at a choice").isEqualTo(2);
    }

    @Test
    void clearsTheScreenAndKeepsTheLine() {
        terminal.begin(PROMPT);
        assertThat(terminal.type("something\u0003")).hasSize(1);
        terminal.begin(PROMPT);

        assertThat(terminal.type("abc" + LEFT + "\u000C")).isEmpty();

        assertThat(terminal.text()).isEqualTo("~ # abc");
        assertThat(terminal.cursor()).isEqualTo(6);
    }

    @Test
    void doesWithoutAnswersOfTheTerminal() {
        FakeTerminal dumb = new FakeTerminal(120, false, new LineEditor(Completer.NONE));
        dumb.begin(PROMPT);
        String text = "x".repeat(60);

        assertThat(dumb.type(text + LEFT + LEFT + "y\n"))
                .extracting(Result::text)
                .containsExactly("x".repeat(58) + "yxx");
        assertThat(dumb.text()).isEqualTo(PROMPT + "x".repeat(58) + "yxx");
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 200);
    }

    /** A line of text and a cursor, which is all that the editor is to its user. */
    private static final class Model {
        private static final List<String> KEYS =
                List.of(LEFT, RIGHT, "\u007F", DELETE, "\u0001", "\u0005", "\u000B", "\u0015");

        private final StringBuilder text = new StringBuilder();
        private int cursor;

        /** Presses a random key; empty for one that was left out, since it would keep lines short. */
        Optional<String> press(SplittableRandom random) {
            int what = random.nextInt(KEYS.size() + 6) - 6;
            if (what < 0) {
                String letter = Character.toString((char) random.nextInt('a', 'z'));
                text.insert(cursor++, letter);
                return Optional.of(letter);
            }
            if (what >= 6 && random.nextInt(8) > 0) {
                return Optional.empty();
            }
            edit(what);
            return Optional.of(KEYS.get(what));
        }

        private void edit(int key) {
            switch (key) {
                case 0 -> cursor = Math.max(0, cursor - 1);
                case 1 -> cursor = Math.min(text.length(), cursor + 1);
                case 2 -> {
                    if (cursor > 0) {
                        text.deleteCharAt(--cursor);
                    }
                }
                case 3 -> text.delete(cursor, Math.min(text.length(), cursor + 1));
                case 4 -> cursor = 0;
                case 5 -> cursor = text.length();
                case 6 -> text.setLength(cursor);
                default -> {
                    text.delete(0, cursor);
                    cursor = 0;
                }
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void screenAlwaysShowsTheLineAndTheCursor(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int width = random.nextInt(12, 100);
        FakeTerminal screen = new FakeTerminal(width, true, new LineEditor(Completer.NONE));
        screen.begin(PROMPT);
        Model model = new Model();
        // The terminal has been asked before a line gets long enough to wrap.
        assertThat(screen.type(LEFT + UP)).isEmpty();
        assertThat(screen.type("a" + LEFT)).isEmpty();
        model.text.append('a');
        for (int i = 0; i < 300; i++) {
            Optional<String> key = model.press(random);
            if (key.isEmpty()) {
                continue;
            }
            assertThat(screen.type(key.get())).isEmpty();
            assertThat(screen.cells()).as("key %d", i).isEqualTo((PROMPT + model.text).stripTrailing());
            assertThat(screen.cursor()).as("cursor after key %d", i).isEqualTo(PROMPT.length() + model.cursor);
        }
        assertThat(screen.type("\n")).containsExactly(new Result(End.LINE, model.text.toString()));
    }
}
