package dev.sevsim.kernel.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineParserTest {
    private static List<List<String>> words(String line) {
        return CommandLineParser.parse(line).commands().stream()
                .map(command -> command.words().stream().map(Word::text).toList())
                .toList();
    }

    @Test
    void splitsAtBlanksAndKeepsQuotedOnes() {
        assertThat(words("a  'b c' \"d e\" f\\ g")).containsExactly(List.of("a", "b c", "d e", "f g"));
    }

    @Test
    void dividesCommandsByTheirCondition() {
        assertThat(CommandLineParser.parse("a; b && c || d | e").commands())
                .extracting(SimpleCommand::condition)
                .containsExactly(
                        SimpleCommand.Condition.ALWAYS,
                        SimpleCommand.Condition.ALWAYS,
                        SimpleCommand.Condition.AFTER_SUCCESS,
                        SimpleCommand.Condition.AFTER_FAILURE,
                        SimpleCommand.Condition.PIPED);
    }

    @Test
    void keepsExpansionsForWhenTheCommandRuns() {
        SimpleCommand command = CommandLineParser.parse("$? \"${X}y\" '$?' $(a 'b)' (c))")
                .commands()
                .get(0);

        assertThat(command.words().get(0).pieces()).containsExactly(new Word.Piece(Word.Kind.VARIABLE, "?", false));
        assertThat(command.words().get(1).pieces())
                .containsExactly(
                        new Word.Piece(Word.Kind.TEXT, "", true),
                        new Word.Piece(Word.Kind.VARIABLE, "X", true),
                        new Word.Piece(Word.Kind.TEXT, "y", true));
        assertThat(command.words().get(2).text()).isEqualTo("$?");
        assertThat(command.words().get(3).pieces())
                .containsExactly(new Word.Piece(Word.Kind.COMMAND, "a 'b)' (c)", false));
    }

    @Test
    void takesARedirectionOutOfTheWords() {
        SimpleCommand command =
                CommandLineParser.parse("echo a >> file b").commands().get(0);

        assertThat(command.words()).extracting(Word::text).containsExactly("echo", "a", "b");
        assertThat(command.redirects()).singleElement().satisfies(redirect -> {
            assertThat(redirect.descriptor()).isOne();
            assertThat(redirect.direction()).isEqualTo(SimpleCommand.Direction.APPEND);
            assertThat(redirect.target().text()).isEqualTo("file");
        });
    }

    @Test
    void endsAtAComment() {
        assertThat(words("a # b")).containsExactly(List.of("a"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '~',
            value = {
                "a | ! syntax error: unexpected end of file",
                "| a ! syntax error: unexpected \"|\"",
                "& a ! syntax error: unexpected \"&\"",
                "(a ! syntax error: unexpected end of file (expecting \")\")",
                "a ) ! syntax error: unexpected \")\"",
                "a $(b ! syntax error: unterminated quoted string",
                "a 'b ! syntax error: unterminated quoted string",
                "a > ! syntax error: unexpected redirection"
            })
    void refusesWrongSyntax(String line, String error) {
        assertThat(CommandLineParser.parse(line).error()).contains(error);
        assertThat(CommandLineParser.parse(line).commands()).isEmpty();
    }
}
