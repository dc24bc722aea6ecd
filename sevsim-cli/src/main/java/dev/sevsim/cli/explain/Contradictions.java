package dev.sevsim.cli.explain;

import dev.sevsim.cli.explain.Explanation.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Finds codes of a line whose number and text are those of two different codes: which of them the program meant cannot be read from
 * the line. Our own choice of forms: those in which QEMU, sevctl, sev-tool and Rust's programs print both.
 */
final class Contradictions {
    private static final String NUMBER = "(0[xX][0-9a-fA-F]{1,8}|-?[0-9]{1,9})";

    /** Texts of codes are shorter; without an end a long line would be searched anew from each of its letters. */
    private static final String TEXT = "([A-Za-z][A-Za-z0-9_,/ -]{0,79})";

    /** In each the number is group 1 and the text group 2. */
    private static final List<Form> FORMS = List.of(
            new Form(
                    Kind.STATUS,
                    Pattern.compile("\\b(?:fw_err(?:or)?|firmware (?:error|status))\\s*[=:]?\\s*'?" + NUMBER
                            + "'?[\\s,:]*['\"(\\[]\\s*" + TEXT)),
            new Form(Kind.ERRNO, Pattern.compile("\\bcode:\\s*" + NUMBER + "\\b.{0,80}?\\bmessage:\\s*\"" + TEXT)),
            new Form(Kind.ERRNO, Pattern.compile("\\berrno\\s*[=:]?\\s*" + NUMBER + "[\\s,:]*['\"(\\[]\\s*" + TEXT)));

    /** The text comes first: {@code Permission denied (os error 13)}. */
    private static final Pattern OS_ERROR = Pattern.compile("\\b" + TEXT + " \\(os error " + NUMBER + "\\)");

    private record Form(Kind kind, Pattern pattern) {}

    private Contradictions() {}

    /** A note for each, and an explanation of the code that the text names. */
    static List<Part> in(ExplanationCatalogue catalogue, String line) {
        List<Part> parts = new ArrayList<>();
        for (Form form : FORMS) {
            form.pattern()
                    .matcher(line)
                    .results()
                    .forEach(r -> add(parts, catalogue, form.kind(), r.group(1), r.group(2), r));
        }
        OS_ERROR.matcher(line).results().forEach(r -> add(parts, catalogue, Kind.ERRNO, r.group(2), r.group(1), r));
        return parts;
    }

    private static void add(
            List<Part> parts,
            ExplanationCatalogue catalogue,
            Kind kind,
            String number,
            String text,
            MatchResult where) {
        Optional<CatalogueEntry> named = catalogue.ofKind(kind).stream()
                .filter(entry -> entry.isNamed(text.strip()))
                .findFirst();
        long value = Math.abs(CodeForms.value(number));
        if (named.isEmpty() || named.get().explanation().code().orElseThrow() == value) {
            return;
        }
        Explanation other = named.get().explanation();
        Optional<CatalogueEntry> numbered = kind == Kind.STATUS ? catalogue.status(value) : catalogue.errno(value);
        parts.add(Part.note(
                Part.Kind.CONTRADICTION,
                where.group(),
                "a contradiction: " + number + " is "
                        + numbered.map(entry -> entry.explanation().name()).orElse("no code of that kind")
                        + ", the text is that of "
                        + other.name() + " (" + other.code().orElseThrow()
                        + "); the line was changed or put together, so neither is certain"));
        parts.add(Part.of(
                kind == Kind.STATUS ? Part.Kind.FIRMWARE_STATUS : Part.Kind.ERRNO,
                text.strip(),
                other.withAdvice("", List.of(), List.of())));
    }
}
