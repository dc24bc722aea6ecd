package dev.sevsim.kernel.shell;

import dev.sevsim.kernel.shell.Word.Piece;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Expands words into fields: variables and commands, split at blanks where nothing quotes them, then names that match.
 *
 * @param globber matches names
 * @param variables value by name
 * @param commands what a command line prints
 */
record WordExpander(Globber globber, UnaryOperator<String> variables, UnaryOperator<String> commands) {
    /** The field that is being put together. */
    private static final class Builder {
        private final List<Field> done = new ArrayList<>();
        private final StringBuilder text = new StringBuilder();
        private final StringBuilder pattern = new StringBuilder();
        private boolean begun;
        private boolean hasPattern;

        void add(String characters, boolean quoted) {
            begun = true;
            for (int i = 0; i < characters.length(); i++) {
                char c = characters.charAt(i);
                text.append(c);
                pattern.append(quoted || c == '\\' ? "\\" : "").append(c);
                hasPattern |= !quoted && "*?[".indexOf(c) >= 0;
            }
        }

        void split(String value) {
            String[] parts = value.split("[ \t\n]+", -1);
            for (int i = 0; i < parts.length; i++) {
                if (i > 0) {
                    finish();
                }
                if (!parts[i].isEmpty()) {
                    add(parts[i], false);
                }
            }
        }

        void finish() {
            if (begun) {
                done.add(new Field(text.toString(), pattern.toString(), hasPattern));
            }
            text.setLength(0);
            pattern.setLength(0);
            begun = false;
            hasPattern = false;
        }
    }

    /** The fields of a word with the names that match. */
    List<String> fields(Word word) {
        List<String> names = new ArrayList<>();
        for (Field field : split(word)) {
            names.addAll(globber.expand(field));
        }
        return names;
    }

    /** One text, as for an assignment or the target of a redirection: neither split nor matched. */
    String text(Word word) {
        StringBuilder text = new StringBuilder();
        word.pieces().forEach(piece -> text.append(value(piece)));
        return text.toString();
    }

    private List<Field> split(Word word) {
        Builder builder = new Builder();
        for (Piece piece : word.pieces()) {
            if (piece.kind() == Word.Kind.TEXT || piece.quoted()) {
                builder.add(value(piece), piece.quoted());
            } else {
                builder.split(value(piece));
            }
        }
        builder.finish();
        return builder.done;
    }

    private String value(Piece piece) {
        return switch (piece.kind()) {
            case TEXT -> piece.text();
            case VARIABLE -> variables.apply(piece.text());
            case COMMAND -> commands.apply(piece.text());
        };
    }
}
