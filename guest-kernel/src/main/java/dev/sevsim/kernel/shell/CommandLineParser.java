package dev.sevsim.kernel.shell;

import dev.sevsim.kernel.shell.SimpleCommand.Condition;
import dev.sevsim.kernel.shell.SimpleCommand.Direction;
import dev.sevsim.kernel.shell.SimpleCommand.Redirect;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Splits a line into commands: {@code #}, {@code ;}, {@code &}, {@code &&}, {@code ||}, {@code |}, parentheses and
 * redirections. What else a shell can do is refused with a syntax error.
 */
final class CommandLineParser {
    private static final Map<String, Condition> CONDITIONS = Map.of(
            ";", Condition.ALWAYS,
            "\n", Condition.ALWAYS,
            "&", Condition.ALWAYS,
            "&&", Condition.AFTER_SUCCESS,
            "||", Condition.AFTER_FAILURE,
            "|", Condition.PIPED);
    private static final int STANDARD_DESCRIPTORS = 3;

    private final String line;
    private int at;

    /**
     * The outcome.
     *
     * @param commands in order; empty after an error
     * @param error text of a syntax error
     */
    record Parsed(List<SimpleCommand> commands, Optional<String> error) {}

    /** Ends the parse with the text of a syntax error. */
    private static final class SyntaxError extends Exception {
        private static final long serialVersionUID = 1L;

        SyntaxError(String text) {
            super("syntax error: " + text, null, false, false);
        }
    }

    /** A command that is not complete yet. */
    private static final class Draft {
        private final Condition condition;
        private final List<Word> words = new ArrayList<>();
        private final List<Redirect> redirects = new ArrayList<>();
        private List<SimpleCommand> group = List.of();

        Draft(Condition condition) {
            this.condition = condition;
        }

        boolean isEmpty() {
            return words.isEmpty() && redirects.isEmpty() && group.isEmpty();
        }

        SimpleCommand finish() {
            return new SimpleCommand(condition, List.copyOf(words), List.copyOf(redirects), group);
        }
    }

    private CommandLineParser(String line) {
        this.line = line;
    }

    static Parsed parse(String line) {
        try {
            CommandLineParser parser = new CommandLineParser(line);
            List<SimpleCommand> commands = parser.sequence();
            if (parser.at < line.length()) {
                throw new SyntaxError("unexpected \")\"");
            }
            return new Parsed(commands, Optional.empty());
        } catch (SyntaxError e) {
            return new Parsed(List.of(), Optional.ofNullable(e.getMessage()));
        }
    }

    /** Commands to the end of the line, or to a closing parenthesis. */
    private List<SimpleCommand> sequence() throws SyntaxError {
        List<SimpleCommand> commands = new ArrayList<>();
        Draft draft = new Draft(Condition.ALWAYS);
        while (skipBlanks() && line.charAt(at) != ')' && line.charAt(at) != '#') {
            char c = line.charAt(at);
            if (c == '(') {
                group(draft);
            } else if (c == '<' || c == '>') {
                redirection(draft, c == '<' ? 0 : 1);
            } else if (WordParser.ENDS.indexOf(c) >= 0) {
                draft = operator(draft, commands);
            } else {
                wordOrDescriptor(draft);
            }
        }
        if (at < line.length() && line.charAt(at) == '#') {
            at = line.length();
        }
        if (!draft.isEmpty()) {
            commands.add(draft.finish());
        } else if (draft.condition != Condition.ALWAYS) {
            throw new SyntaxError("unexpected end of file");
        }
        return List.copyOf(commands);
    }

    private boolean skipBlanks() {
        while (at < line.length() && (line.charAt(at) == ' ' || line.charAt(at) == '\t')) {
            at++;
        }
        return at < line.length();
    }

    private void group(Draft draft) throws SyntaxError {
        if (!draft.isEmpty()) {
            throw new SyntaxError("unexpected \"(\"");
        }
        at++;
        draft.group = sequence();
        if (at >= line.length() || draft.group.isEmpty()) {
            throw new SyntaxError(
                    at >= line.length() ? "unexpected end of file (expecting \")\")" : "unexpected \")\"");
        }
        at++;
    }

    private Draft operator(Draft draft, List<SimpleCommand> commands) throws SyntaxError {
        char c = line.charAt(at);
        boolean doubled = at + 1 < line.length() && line.charAt(at + 1) == c && c != '\n';
        String operator = doubled ? "" + c + c : "" + c;
        Condition next = CONDITIONS.get(operator);
        if (next == null || draft.isEmpty()) {
            throw new SyntaxError("unexpected \"" + operator + "\"");
        }
        at += operator.length();
        commands.add(draft.finish());
        return new Draft(next);
    }

    private void wordOrDescriptor(Draft draft) throws SyntaxError {
        int digit = line.charAt(at) - '0';
        boolean redirects = at + 1 < line.length() && "<>".indexOf(line.charAt(at + 1)) >= 0;
        if (redirects && digit >= 0 && digit < STANDARD_DESCRIPTORS) {
            at++;
            redirection(draft, digit);
        } else if (draft.group.isEmpty()) {
            draft.words.add(word());
        } else {
            throw new SyntaxError("unexpected word (expecting \")\")");
        }
    }

    private void redirection(Draft draft, int descriptor) throws SyntaxError {
        Direction direction = Direction.READ;
        if (line.startsWith(">>", at)) {
            direction = Direction.APPEND;
            at += 2;
        } else if (line.startsWith(">&", at)) {
            direction = Direction.DUPLICATE;
            at += 2;
        } else {
            direction = line.charAt(at) == '<' ? Direction.READ : Direction.WRITE;
            at++;
        }
        if (!skipBlanks() || WordParser.ENDS.indexOf(line.charAt(at)) >= 0) {
            throw new SyntaxError("unexpected redirection");
        }
        draft.redirects.add(new Redirect(descriptor, direction, word()));
    }

    private Word word() throws SyntaxError {
        WordParser parser = new WordParser(line, at);
        Optional<Word> word = parser.parse();
        if (word.isEmpty()) {
            throw new SyntaxError("unterminated quoted string");
        }
        at = parser.end();
        return word.orElseThrow();
    }
}
