package dev.sevsim.kernel.shell;

import dev.sevsim.kernel.shell.Word.Kind;
import dev.sevsim.kernel.shell.Word.Piece;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One word of a line: quotes, backslash, {@code $NAME}, <code>${NAME}</code>, {@code $?} and command substitution. */
final class WordParser {
    /** Characters that end a word. */
    static final String ENDS = " \t\n;&|<>()";

    /** Group 1 is a name in braces, group 2 one without. */
    private static final Pattern VARIABLE = Pattern.compile("\\$(?:\\{(\\w+|\\?)}|([A-Za-z_]\\w*|\\?))");
    /**
     * What a backslash escapes in double quotes; it stays before others. Source: POSIX, Shell Command Language, 2.2.3.
     */
    private static final String ESCAPED_IN_QUOTES = "$`\"\\";

    private final String line;
    private int at;
    private final List<Piece> pieces = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private boolean quoted;

    /** A word that begins at {@code start}. */
    WordParser(String line, int start) {
        this.line = line;
        this.at = start;
    }

    /** Where the word ends; meaningful after a successful parse. */
    int end() {
        return at;
    }

    /** The word; empty when a quote or a substitution does not end. */
    Optional<Word> parse() {
        char quote = 0;
        for (; at < line.length() && (quote != 0 || ENDS.indexOf(line.charAt(at)) < 0); at++) {
            char c = line.charAt(at);
            if (c == quote || (quote == 0 && (c == '\'' || c == '"'))) {
                finishText();
                quote = quote == 0 ? c : 0;
                quoted = quote != 0;
                if (quoted) {
                    // An empty pair of quotes is a word too.
                    pieces.add(new Piece(Kind.TEXT, "", true));
                }
            } else if (quote != '\'' && (c == '$' || c == '`')) {
                if (!expansion(c)) {
                    return Optional.empty();
                }
            } else if (c == '\\' && quote != '\'' && at + 1 < line.length()) {
                escaped(quote);
            } else {
                text.append(c);
            }
        }
        finishText();
        return quote == 0 ? Optional.of(new Word(List.copyOf(pieces))) : Optional.empty();
    }

    /** An escaped character is a quoted piece of its own, so that it is taken literally. */
    private void escaped(char quote) {
        char next = line.charAt(at + 1);
        if (quote == 0 || ESCAPED_IN_QUOTES.indexOf(next) >= 0) {
            at++;
            finishText();
            pieces.add(new Piece(Kind.TEXT, String.valueOf(next), true));
        } else {
            text.append('\\');
        }
    }

    /** A variable or a substitution; false when it does not end. */
    private boolean expansion(char c) {
        Matcher variable = VARIABLE.matcher(line).region(at, line.length());
        if (c == '$' && variable.lookingAt()) {
            String name = variable.group(1) != null ? variable.group(1) : variable.group(2);
            add(Kind.VARIABLE, name, variable.end() - 1);
            return true;
        }
        boolean isCommand = c == '`' || line.startsWith("$(", at);
        if (!isCommand) {
            text.append(c);
            return true;
        }
        int from = c == '`' ? at + 1 : at + 2;
        int to = c == '`' ? closingBackquote(from) : closing(from);
        if (to < 0) {
            return false;
        }
        String inner = line.substring(from, to);
        // Inside of backquotes these are unescaped before the command is parsed: POSIX, 2.6.3.
        add(Kind.COMMAND, c == '`' ? inner.replaceAll("\\\\([`$\\\\])", "$1") : inner, to);
        return true;
    }

    /** {@code last} is the index of the last character of the expansion; parsing goes on behind it. */
    private void add(Kind kind, String content, int last) {
        finishText();
        pieces.add(new Piece(kind, content, quoted));
        at = last;
    }

    /** The backquote that no backslash is in front of; -1 for none. */
    private int closingBackquote(int from) {
        for (int i = from; i < line.length(); i++) {
            if (line.charAt(i) == '\\') {
                i++;
            } else if (line.charAt(i) == '`') {
                return i;
            }
        }
        return -1;
    }

    /** The parenthesis that closes, outside of quotes; -1 for none. */
    private int closing(int from) {
        int depth = 1;
        char quote = 0;
        for (int i = from; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '\'' || c == '"') {
                quote = c;
            } else if (c == '(') {
                depth++;
            } else if (c == ')') {
                depth--;
                if (depth == 0) {
                    return i;
                }
            }
        }
        return -1;
    }

    private void finishText() {
        if (!text.isEmpty()) {
            pieces.add(new Piece(Kind.TEXT, text.toString(), quoted));
            text.setLength(0);
        }
    }
}
