package dev.sevsim.kernel.edit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The lines before this one, to be gone through backwards and forwards; the line that was begun is kept as the newest.
 */
final class History {
    private static final int MAXIMUM = 500;

    private final List<String> lines = new ArrayList<>();
    private int at;
    private String begun = "";

    /** Remembers a line, unless it is blank or the same as the one before. */
    void add(String line) {
        if (!line.isBlank() && (lines.isEmpty() || !lines.get(lines.size() - 1).equals(line))) {
            lines.add(line);
        }
        if (lines.size() > MAXIMUM) {
            lines.remove(0);
        }
        rewind();
    }

    /** Stands behind the newest line again. */
    void rewind() {
        at = lines.size();
    }

    /** The line before; {@code shown} is what the editor holds. */
    Optional<String> previous(String shown) {
        if (at == 0) {
            return Optional.empty();
        }
        if (at == lines.size()) {
            begun = shown;
        }
        at--;
        return Optional.of(lines.get(at));
    }

    /** The line after, at last the one that was begun. */
    Optional<String> next() {
        if (at >= lines.size()) {
            return Optional.empty();
        }
        at++;
        return Optional.of(at == lines.size() ? begun : lines.get(at));
    }
}
