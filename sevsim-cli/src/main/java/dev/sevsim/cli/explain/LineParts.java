package dev.sevsim.cli.explain;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.cli.explain.CodeForms.Code;
import dev.sevsim.cli.explain.ExplanationCatalogue.Found;
import dev.sevsim.cli.explain.MessagePattern.Filling;
import dev.sevsim.cli.explain.MessagePattern.Gap;
import dev.sevsim.cli.explain.Part.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Splits a line that a program printed into its parts: messages, command id, firmware status, error number, device.
 *
 * <p>The fixed text of a message that the catalogue has is not searched for further codes: what it holds is the message's own
 * business, such as the "Operation not permitted" that QEMU prints after every failure of the guest's initialisation. A code
 * brings the causes that apply to the line's command with it, and no others.
 */
final class LineParts {
    private static final char COVERED = '\0';
    private static final int LEAST_FIXED_TEXT_OF_A_SECOND_MESSAGE = 12;
    private static final int FIRST_SNP_COMMAND = 0x80;
    private static final Pattern PCI_DEVICE =
            Pattern.compile("\\b([a-z][a-z0-9_-]*) ([0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\\.[0-7])");
    private static final Pattern SECRET_DEVICE = Pattern.compile("\\befi_secret\\.[0-9]+");
    private static final Pattern CONTEXT_WORD = Pattern.compile("\\b(?:SNP_)?[A-Z]+(?:_[A-Z]+)+\\b|/dev/sev");
    private static final Pattern SYMBOL = Pattern.compile("\\b[A-Z][A-Z0-9_]{2,}\\b|\\b(?:[A-Z][a-z]+){2,}\\b");

    private final ExplanationCatalogue catalogue;
    private final String line;
    private final StringBuilder open;
    private final List<Part> parts = new ArrayList<>();
    private final Set<String> contexts = new HashSet<>();

    private LineParts(ExplanationCatalogue catalogue, String line) {
        this.catalogue = catalogue;
        this.line = line;
        this.open = new StringBuilder(line);
    }

    /** The parts of one line; empty where the catalogue has none of them. */
    static List<Part> of(ExplanationCatalogue catalogue, String line) {
        LineParts parts = new LineParts(catalogue, line);
        parts.messages();
        parts.devices();
        parts.codes();
        parts.contradictions();
        parts.symbols();
        return parts.sorted();
    }

    private List<Part> sorted() {
        if (parts.stream().noneMatch(part -> part.kind() != Kind.DEVICE && part.isKnown())) {
            return List.of();
        }
        if (parts.stream().noneMatch(part -> part.kind() == Kind.MESSAGE)) {
            List<String> near = catalogue.nearest(line);
            parts.add(Part.note(
                    Kind.UNKNOWN,
                    line,
                    "the catalogue has no message with this text"
                            + (near.isEmpty() ? "" : "; the nearest: " + String.join(" or ", near))));
        }
        return parts.stream()
                .sorted(Comparator.comparing(Part::kind))
                .distinct()
                .toList();
    }

    private void messages() {
        List<Found> found = new ArrayList<>();
        Optional<Found> next = catalogue.message(open);
        while (next.isPresent()) {
            Found message = next.get();
            found.add(message);
            cover(message.match());
            next = catalogue
                    .message(open)
                    .filter(more -> more.match().pattern().fixedLength() >= LEAST_FIXED_TEXT_OF_A_SECOND_MESSAGE);
        }
        found.forEach(message -> contexts.addAll(message.entry().contexts()));
        if (contexts.isEmpty()) {
            Matcher word = CONTEXT_WORD.matcher(line);
            while (word.find()) {
                contexts.add(word.group().startsWith("SNP_") ? "SNP" : word.group());
            }
            contexts.retainAll(catalogue.contexts());
        }
        Set<Explanation> explained = new HashSet<>();
        for (Found message : found) {
            if (explained.add(message.entry().explanation())) {
                boolean answered = message.match().fillings().stream().noneMatch(this::isNoAnswer);
                parts.add(Part.of(
                        Kind.MESSAGE,
                        line.substring(message.match().start(), message.match().end()),
                        answered
                                ? message.entry().explanation()
                                : message.entry().withoutAnswer()));
            }
            message.match().fillings().stream()
                    .filter(filling -> filling.gap() != Gap.ANY)
                    .forEach(filling -> code(filling.gap().kind(), line.substring(filling.start(), filling.end())));
        }
    }

    /** Whether a filling is the status of a command that the firmware did not answer: 0, or the driver's own value. */
    private boolean isNoAnswer(Filling filling) {
        if (filling.gap() != Gap.STATUS) {
            return false;
        }
        long value = CodeForms.value(line.substring(filling.start(), filling.end()));
        return value == 0 || ExplanationCatalogue.isNoFirmwareCall(value);
    }

    /** Takes a message out of the further search, its gaps for any text excepted. */
    private void cover(MessagePattern.Match match) {
        int from = match.start();
        for (Filling filling : match.fillings()) {
            if (filling.gap() == Gap.ANY) {
                cover(from, filling.start());
                from = filling.end();
            }
        }
        cover(from, match.end());
    }

    private void cover(int start, int end) {
        for (int i = start; i < end; i++) {
            open.setCharAt(i, COVERED);
        }
    }

    private void devices() {
        PCI_DEVICE.matcher(line).results().forEach(r -> {
            String driver = r.group(1);
            String what = driver.equals("ccp") ? ": the AMD Secure Processor of one socket" : "";
            parts.add(Part.note(Kind.DEVICE, r.group(), "PCI device " + r.group(2) + " of driver " + driver + what));
            coverIfOpen(r);
        });
        SECRET_DEVICE
                .matcher(open)
                .results()
                .forEach(r -> parts.add(
                        Part.note(Kind.DEVICE, r.group(), "the guest's platform device of the EFI secret area")));
    }

    private void coverIfOpen(MatchResult result) {
        if (open.charAt(result.start()) != COVERED) {
            cover(result.start(), result.end());
        }
    }

    private void codes() {
        List<Code> found = CodeForms.in(open);
        found.forEach(code -> {
            code(code.kind(), code.number());
            cover(code.start(), code.end());
        });
    }

    /** What the text of a contradiction names is explained too, unless another part of the line has explained it. */
    private void contradictions() {
        for (Part part : Contradictions.in(catalogue, line)) {
            boolean known = part.explanation()
                    .flatMap(named -> parts.stream()
                            .flatMap(other -> other.explanation().stream())
                            .filter(other -> other.name().equals(named.name()))
                            .findFirst())
                    .isPresent();
            if (!known) {
                parts.add(part);
            }
        }
    }

    private void code(Kind kind, String number) {
        long value = CodeForms.value(number);
        switch (kind) {
            case FIRMWARE_STATUS -> status(number, value);
            case ERRNO -> errno(number, Math.abs(value));
            case RETURN_VALUE -> returned(number, value);
            case COMMAND -> command(number, value);
            default -> unnamed(number, value);
        }
    }

    private void status(String number, long value) {
        if (value == 0) {
            parts.add(
                    Part.note(
                            Kind.FIRMWARE_STATUS,
                            number,
                            "no firmware status: the firmware was not called, or reported no error; the error is elsewhere in the line"));
            return;
        }
        add(Kind.FIRMWARE_STATUS, number, catalogue.status(value), "no firmware status that the catalogue has");
    }

    private void errno(String number, long value) {
        if (value != 0) {
            add(Kind.ERRNO, number, catalogue.errno(value), "no Linux error number that the catalogue has");
        }
    }

    private void add(Kind kind, String number, Optional<CatalogueEntry> found, String missing) {
        parts.add(found.map(entry -> Part.of(kind, number, entry.in(contexts)))
                .orElseGet(() -> Part.note(Kind.UNKNOWN, number, missing)));
    }

    private void returned(String number, long value) {
        if (value == -1) {
            parts.add(Part.note(
                    Kind.RETURN_VALUE,
                    number,
                    "the call failed: -1 is what a failed call returns, its error number is not in the line"));
        } else if (value < 0) {
            errno(number, -value);
        }
    }

    private void command(String number, long value) {
        CommandId.fromCode((int) Math.min(value, Integer.MAX_VALUE))
                .ifPresentOrElse(
                        id -> {
                            parts.add(Part.note(Kind.COMMAND, number, "the firmware command " + id));
                            contexts.add(id.name());
                        },
                        () -> parts.add(Part.note(
                                Kind.UNKNOWN,
                                number,
                                value >= FIRST_SNP_COMMAND
                                        ? "a firmware command of SNP, which has ids from 0x80 up"
                                        : "no firmware command that the catalogue has")));
    }

    /** A number that no word gives a meaning: what it would be, without causes. */
    private void unnamed(String number, long value) {
        List<String> readings = new ArrayList<>();
        if (value > 0) {
            catalogue
                    .status(value)
                    .ifPresent(e -> readings.add("as a firmware status it is "
                            + e.explanation().name() + ", " + e.explanation().meaning()));
        }
        if (value > 0 && !number.startsWith("0")) {
            catalogue
                    .errno(value)
                    .ifPresent(e ->
                            readings.add("as an errno it is " + e.explanation().name()));
        }
        if (value != 0) {
            parts.add(Part.note(
                    readings.isEmpty() ? Kind.UNKNOWN : Kind.RETURN_VALUE,
                    number,
                    readings.isEmpty()
                            ? "a number that the catalogue does not have"
                            : "the line does not name the kind of this number; " + String.join("; ", readings)));
        }
    }

    /** Codes by their names or texts. */
    private void symbols() {
        Matcher word = SYMBOL.matcher(open);
        while (word.find()) {
            String name = word.group();
            for (CatalogueEntry entry : codes(Explanation.Kind.STATUS, Explanation.Kind.ERRNO)) {
                if ((isDistinct(name) && entry.isNamed(name))
                        || camelCase(entry.explanation().name()).equals(name)) {
                    add(entry, name);
                }
            }
        }
        for (CatalogueEntry entry : codes(Explanation.Kind.ERRNO)) {
            entry.names().stream().filter(this::endsAClause).forEach(text -> add(entry, text));
        }
    }

    private List<CatalogueEntry> codes(Explanation.Kind... kinds) {
        List<CatalogueEntry> codes = new ArrayList<>();
        for (Explanation.Kind kind : kinds) {
            codes.addAll(catalogue.ofKind(kind));
        }
        return codes;
    }

    private void add(CatalogueEntry entry, String text) {
        boolean status = entry.explanation().kind() == Explanation.Kind.STATUS;
        boolean known = parts.stream()
                .flatMap(part -> part.explanation().stream())
                .anyMatch(e -> e.kind() == entry.explanation().kind()
                        && e.name().equals(entry.explanation().name()));
        if (!known && !entry.explanation().name().equals("SUCCESS")) {
            parts.add(Part.of(status ? Kind.FIRMWARE_STATUS : Kind.ERRNO, text, entry.in(contexts)));
        }
    }

    /** Whether the text of an error stands where programs put it: behind a colon or in quotes or parentheses. */
    private boolean endsAClause(String text) {
        return Pattern.compile("(?:[:(='\"\0]\\s*|^)" + Pattern.quote(text) + "(?=$|[\\s)'\",.;\0])")
                .matcher(open)
                .find();
    }

    /** Whether a word is the name of a code and no ordinary word: ACTIVE alone is not, EINVAL and POLICY_FAILURE are. */
    private static boolean isDistinct(String name) {
        return name.contains("_") || name.startsWith("E");
    }

    private static String camelCase(String name) {
        StringBuilder camel = new StringBuilder();
        for (String hump : name.split("_", -1)) {
            camel.append(hump.charAt(0)).append(hump.substring(1).toLowerCase(Locale.ROOT));
        }
        return name.contains("_") ? camel.toString() : "";
    }
}
