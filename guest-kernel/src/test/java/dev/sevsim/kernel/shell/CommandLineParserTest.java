package dev.sevsim.kernel.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineParserTest {
    private static List<List<String>> words(String line) {
        return CommandLineParser.parse(line, 7).commands().stream()
                .map(command -> command.words().stream().map(Word::text).toList())
                .toList();
    }

    @Test
    void splitsAtBlanksAndKeepsQuotedOnes() {
        assertThat(words("a  'b c' \"d e\" f\\ g")).containsExactly(List.of("a", "b c", "d e", "f g"));
    }

    @Test
    void dividesCommandsByTheirCondition() {
        assertThat(CommandLineParser.parse("a; b && c || d | e", 0).commands())
                .extracting(SimpleCommand::condition)
                .containsExactly(
                        SimpleCommand.Condition.ALWAYS,
                        SimpleCommand.Condition.ALWAYS,
                        SimpleCommand.Condition.AFTER_SUCCESS,
                        SimpleCommand.Condition.AFTER_FAILURE,
                        SimpleCommand.Condition.PIPED);
    }

    @Test
    void replacesTheLastStatusOutsideOfSingleQuotes() {
        assertThat(words("$? \"$?\" '$?'")).containsExactly(List.of("7", "7", "$?"));
    }

    @Test
    void takesARedirectionOutOfTheWords() {
        SimpleCommand command =
                CommandLineParser.parse("echo a >> file b", 0).commands().get(0);

        assertThat(command.words()).extracting(Word::text).containsExactly("echo", "a", "b");
        assertThat(command.redirect().orElseThrow().append()).isTrue();
        assertThat(command.redirect().orElseThrow().target().text()).isEqualTo("file");
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
                "a & ! syntax error: unexpected \"&\"",
                "a 'b ! syntax error: unterminated quoted string",
                "a > ! syntax error: unexpected redirection"
            })
    void refusesWrongSyntax(String line, String error) {
        assertThat(CommandLineParser.parse(line, 0).error()).contains(error);
        assertThat(CommandLineParser.parse(line, 0).commands()).isEmpty();
    }
}
