package dev.sevsim.kernel.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.kernel.edit.Completer.Candidate;
import dev.sevsim.kernel.edit.Completer.Completion;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShellCompletionTest {
    private final ShellGuest guest = new ShellGuest();

    @BeforeEach
    void makeFiles() {
        guest.calls.makeDirectory("/sys", 0755);
        guest.calls.makeDirectory("/sys/kernel", 0755);
        guest.file("notes", new byte[0]);
        guest.file("number", new byte[0]);
        guest.file("two words", new byte[0]);
        guest.file(".hidden", new byte[0]);
    }

    @ParameterizedTest(name = "{0} is completed as {1}")
    @CsvSource({
        "mod, modprobe",
        "ls;mod, modprobe",
        "ls && mod, modprobe",
        "cat a|xx, xxd",
        "cat no, notes",
        "cat ./no, ./notes",
        "cat <no, notes",
        "echo x >nu, number",
        "ls /sy, /sys/",
        "ls /sys/, /sys/kernel/",
        "/sy, /sys/",
        "ls .h, .hidden",
        "rm tw, two\\ words",
        "rm two\\ w, two\\ words"
    })
    void completes(String typed, String whole) {
        Completion completion = guest.shell.completer().complete(typed);

        assertThat(completion.candidates()).extracting(Candidate::text).containsExactly(whole);
        assertThat(typed).endsWith(completion.word());
        assertThat(completion.candidates()).allMatch(c -> c.text().startsWith(completion.word()));
        assertThat(completion.candidates().get(0).ending()).isEqualTo(whole.endsWith("/") ? "" : " ");
    }

    @Test
    void closesTheQuoteThatWasOpened() {
        assertThat(guest.shell.completer().complete("rm 'tw").candidates())
                .containsExactly(new Candidate("'two words", "two words", "' "));
        assertThat(guest.shell.completer().complete("rm \"two w").candidates())
                .containsExactly(new Candidate("\"two words", "two words", "\" "));
        assertThat(guest.shell.completer().complete("rm '/sy").candidates())
                .containsExactly(new Candidate("'/sys/", "sys/", ""));
        guest.file("it's", new byte[0]);
        assertThat(guest.shell.completer().complete("rm 'it").candidates())
                .as("cannot be quoted this way")
                .isEmpty();
    }

    @Test
    void offersEverythingThatFits() {
        assertThat(guest.shell.completer().complete("ls n").candidates())
                .extracting(Candidate::label)
                .containsExactly("notes", "number");
        assertThat(guest.shell.completer().complete("ls ").candidates())
                .extracting(Candidate::label)
                .contains("sys/", "notes", "two words")
                .doesNotContain(".hidden");
        assertThat(guest.shell.completer().complete("").candidates())
                .extracting(Candidate::label)
                .contains("cat", "stat", "xxd");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"nosuch", "ls /nosuch/x", "ls zz", "cat notes/x"})
    void offersNothingWhereNothingFits(String typed) {
        assertThat(guest.shell.completer().complete(typed).candidates()).isEmpty();
    }

    @Test
    void completesAnyTextWithoutFailing() {
        SplittableRandom random = new SplittableRandom(3);
        String alphabet = "abn /\\'\"|&;<>$?*.#\t";
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(12); i > 0; i--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }

            Completion completion = guest.shell.completer().complete(text.toString());

            assertThat(text.toString()).endsWith(completion.word());
            assertThat(completion.candidates())
                    .allMatch(candidate -> candidate.text().startsWith(completion.word()));
        }
    }

    /** What is completed is what the shell then takes as one word. */
    @Test
    void quotesSoThatTheShellFindsTheFile() {
        guest.file("a'b\"c $d;e", "found".getBytes(StandardCharsets.US_ASCII));
        String whole =
                guest.shell.completer().complete("cat a").candidates().get(0).text();

        assertThat(guest.run("cat " + whole)).isEqualTo("found");
    }
}
