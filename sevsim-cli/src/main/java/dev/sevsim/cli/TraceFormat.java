package dev.sevsim.cli;

import dev.sevsim.io.file.InputException;
import dev.sevsim.io.text.NearMiss;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Form in which {@code trace show} prints. */
enum TraceFormat {
    TEXT,
    MERMAID,
    JSON,
    HTML;

    /**
     * The form of the options.
     *
     * @param format value of {@code --format}; null where it is not given
     * @param json whether {@code --json} is given
     * @throws InputException for an unknown name, and for two forms
     */
    static TraceFormat of(@Nullable String format, boolean json) {
        if (format == null) {
            return json ? JSON : TEXT;
        }
        List<String> names = names();
        if (!names.contains(format)) {
            throw new InputException("--format '" + format + "' is unknown, expected " + String.join(", ", names)
                    + NearMiss.question(format, names));
        }
        TraceFormat form = valueOf(format.toUpperCase(Locale.ROOT));
        if (json && form != JSON) {
            throw new InputException("--json and --format " + format + " exclude each other");
        }
        return form;
    }

    private static List<String> names() {
        return Arrays.stream(values())
                .map(form -> form.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    /** The names, for help and completion. */
    static final class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return names().iterator();
        }
    }
}
