package dev.sevsim.cli.explain;

import dev.sevsim.cli.explain.Explanation.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Explains firmware statuses, error numbers and messages.
 *
 * <p>A number alone is looked up as a status first and as an errno too; a negative one is an errno. A line is split into its
 * parts, which are explained one by one: see {@link LineParts}.
 *
 * <p>Source: the catalogue's entries name theirs.
 */
public final class ExplanationCatalogue {
    /** Entry of the value that a driver puts where a status would be when it has not called the firmware. */
    static final String NO_FIRMWARE_CALL = "no-firmware-call";

    /** Entry of codes that are no status of the SEV API. */
    static final String INTERNAL_CODE = "internal-code";

    private static final int FIRST_INTERNAL_CODE = 0x8000;
    private static final int LAST_INTERNAL_CODE = 0xFFFF;
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,10}|0[xX][0-9a-fA-F]{1,8}");

    private final List<CatalogueEntry> entries;

    private ExplanationCatalogue(List<CatalogueEntry> entries) {
        this.entries = List.copyOf(entries);
    }

    /** The catalogue that comes with the program. */
    public static ExplanationCatalogue standard() {
        return new ExplanationCatalogue(CatalogueFiles.read());
    }

    /** Every explanation, in the catalogue's order. */
    public List<Explanation> all() {
        return entries.stream().map(CatalogueEntry::everywhere).toList();
    }

    /**
     * The parts of {@code text} with their explanations, the message first, line by line; empty for a text of which the
     * catalogue has nothing.
     */
    public List<Part> find(String text) {
        String asked = text.strip().replaceFirst("(?<=[\\p{Alnum})])\\.$", "");
        List<Part> named = entries.stream()
                .filter(e -> e.isNamed(asked))
                .map(e -> Part.of(kind(e), asked, e.everywhere()))
                .toList();
        if (!named.isEmpty()) {
            return named;
        }
        if (NUMBER.matcher(asked).matches()) {
            return byNumber(asked);
        }
        return asked.lines()
                .filter(line -> !line.isBlank())
                .flatMap(line -> LineParts.of(this, line.strip()).stream())
                .distinct()
                .toList();
    }

    /** The names and texts that are most like {@code text}, best first; empty when nothing is near. */
    public List<String> nearest(String text) {
        return NearEntries.of(text.strip(), entries);
    }

    private static Part.Kind kind(CatalogueEntry entry) {
        return switch (entry.explanation().kind()) {
            case STATUS -> Part.Kind.FIRMWARE_STATUS;
            case ERRNO -> Part.Kind.ERRNO;
            case MESSAGE, TERM -> Part.Kind.MESSAGE;
        };
    }

    private List<Part> byNumber(String text) {
        long value = CodeForms.value(text);
        List<Part> found = new ArrayList<>();
        if (value >= 0) {
            status(value).ifPresent(e -> found.add(Part.of(Part.Kind.FIRMWARE_STATUS, text, e.everywhere())));
        }
        if (value < 0 || !(text.startsWith("0x") || text.startsWith("0X"))) {
            errno(Math.abs(value)).ifPresent(e -> found.add(Part.of(Part.Kind.ERRNO, text, e.everywhere())));
        }
        return found;
    }

    /** Whether a status is the value of a driver that has not called the firmware, signed or not. */
    static boolean isNoFirmwareCall(long value) {
        return value == -1 || value == 0xFFFF_FFFFL;
    }

    /** The entry of a firmware status, or of the range of codes that it lies in. */
    Optional<CatalogueEntry> status(long value) {
        if (isNoFirmwareCall(value)) {
            return named(NO_FIRMWARE_CALL);
        }
        boolean internal = value >= FIRST_INTERNAL_CODE && value <= LAST_INTERNAL_CODE;
        return byCode(Kind.STATUS, value).or(() -> internal ? named(INTERNAL_CODE) : Optional.empty());
    }

    /** The entry of a positive error number. */
    Optional<CatalogueEntry> errno(long value) {
        return byCode(Kind.ERRNO, value);
    }

    List<CatalogueEntry> ofKind(Kind kind) {
        return entries.stream().filter(e -> e.explanation().kind() == kind).toList();
    }

    /** A message that was found in a line. */
    record Found(CatalogueEntry entry, MessagePattern.Match match) {}

    /** The message of {@code line} with the most fixed text. */
    Optional<Found> message(CharSequence line) {
        String lower = line.toString().toLowerCase(Locale.ROOT);
        return entries.stream()
                .flatMap(e -> e.patterns().stream()
                        .flatMap(p -> p.in(line, lower).stream())
                        .map(match -> new Found(e, match)))
                .max(Comparator.comparingInt(found -> found.match().pattern().fixedLength()));
    }

    /** The contexts that causes of the catalogue are for. */
    Set<String> contexts() {
        return entries.stream().flatMap(e -> e.causesIn().keySet().stream()).collect(Collectors.toUnmodifiableSet());
    }

    private Optional<CatalogueEntry> named(String name) {
        return entries.stream().filter(e -> e.explanation().name().equals(name)).findFirst();
    }

    private Optional<CatalogueEntry> byCode(Kind kind, long code) {
        return entries.stream()
                .filter(e -> e.explanation().kind() == kind
                        && e.explanation().code().equals(OptionalInt.of((int) code))
                        && code == (int) code)
                .findFirst();
    }
}
