package dev.sevsim.kernel.shell;

import dev.sevsim.kernel.shell.SimpleCommand.Condition;
import dev.sevsim.kernel.shell.SimpleCommand.Redirect;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Splits a line into commands: quotes, backslash, {@code #}, {@code ;}, {@code &&}, {@code ||}, {@code |}, {@code >},
 * {@code >>} and {@code $?}. What else a shell can do is refused with a syntax error.
 */
final class CommandLineParser {
    /**
     * The outcome.
     *
     * @param commands in order; empty after an error
     * @param error text of a syntax error
     */
    record Parsed(List<SimpleCommand> commands, Optional<String> error) {}

    private static final Map<String, Condition> CONDITIONS = Map.of(
            ";", Condition.ALWAYS,
            "&&", Condition.AFTER_SUCCESS,
            "||", Condition.AFTER_FAILURE,
            "|", Condition.PIPED);

    private final String line;
    private final int lastStatus;
    private final List<SimpleCommand> commands = new ArrayList<>();
    private List<Word> words = new ArrayList<>();
    private Condition condition = Condition.ALWAYS;
    private Optional<Redirect> redirect = Optional.empty();
    private int at;

    private CommandLineParser(String line, int lastStatus) {
        this.line = line;
        this.lastStatus = lastStatus;
    }

    static Parsed parse(String line, int lastStatus) {
        return new CommandLineParser(line, lastStatus).parse();
    }

    private Parsed parse() {
        while (skipBlanks()) {
            char c = line.charAt(at);
            if (c == '#') {
                break;
            }
            Optional<String> error = ";&|<>".indexOf(c) >= 0 ? operator(c) : word();
            if (error.isPresent()) {
                return new Parsed(List.of(), error);
            }
        }
        if (words.isEmpty() && condition != Condition.ALWAYS) {
            return new Parsed(List.of(), Optional.of("syntax error: unexpected end of file"));
        }
        finishCommand(Condition.ALWAYS);
        return new Parsed(commands, Optional.empty());
    }

    private boolean skipBlanks() {
        while (at < line.length() && (line.charAt(at) == ' ' || line.charAt(at) == '\t')) {
            at++;
        }
        return at < line.length();
    }

    private Optional<String> operator(char c) {
        boolean doubled = at + 1 < line.length() && line.charAt(at + 1) == c;
        String operator = doubled ? "" + c + c : "" + c;
        at += operator.length();
        if (c == '>') {
            return redirection(doubled);
        }
        boolean known = CONDITIONS.containsKey(operator);
        if (!known || words.isEmpty()) {
            return Optional.of("syntax error: unexpected \"" + operator + "\"");
        }
        finishCommand(CONDITIONS.getOrDefault(operator, Condition.ALWAYS));
        return Optional.empty();
    }

    private Optional<String> redirection(boolean append) {
        List<Word> before = words;
        words = new ArrayList<>();
        Optional<String> error = skipBlanks() && ";&|<>".indexOf(line.charAt(at)) < 0
                ? word()
                : Optional.of("syntax error: unexpected redirection");
        if (error.isEmpty()) {
            redirect = Optional.of(new Redirect(words.get(0), append));
        }
        words = before;
        return error;
    }

    private void finishCommand(Condition next) {
        if (!words.isEmpty()) {
            commands.add(new SimpleCommand(condition, List.copyOf(words), redirect));
        }
        words = new ArrayList<>();
        redirect = Optional.empty();
        condition = next;
    }

    private Optional<String> word() {
        StringBuilder text = new StringBuilder();
        StringBuilder pattern = new StringBuilder();
        boolean hasPattern = false;
        char quote = 0;
        for (; at < line.length(); at++) {
            char c = line.charAt(at);
            if (quote == 0 && " \t;&|<>".indexOf(c) >= 0) {
                break;
            }
            if (c == quote) {
                quote = 0;
            } else if (quote == 0 && (c == '\'' || c == '"')) {
                quote = c;
            } else if (c == '$' && quote != '\'' && line.startsWith("$?", at)) {
                text.append(lastStatus);
                pattern.append(lastStatus);
                at++;
            } else {
                boolean quoted = quote != 0;
                if (c == '\\' && quote != '\'' && at + 1 < line.length()) {
                    at++;
                    c = line.charAt(at);
                    quoted = true;
                }
                text.append(c);
                pattern.append(quoted ? "\\" : "").append(c);
                hasPattern |= !quoted && "*?".indexOf(c) >= 0;
            }
        }
        if (quote != 0) {
            return Optional.of("syntax error: unterminated quoted string");
        }
        words.add(new Word(text.toString(), pattern.toString(), hasPattern));
        return Optional.empty();
    }
}
