package dev.sevsim.cli.explain;

import dev.sevsim.abi.Errno;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.cli.explain.CatalogueEntry.MessagePattern;
import dev.sevsim.cli.explain.Explanation.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Explains firmware statuses, error numbers and messages.
 *
 * <p>A number is looked up as a status first and as an errno too; a negative one is an errno. A message brings the status and
 * the errno that it names with it.
 *
 * <p>Source: the catalogue's entries name theirs.
 */
public final class ExplanationCatalogue {
    private static final String RESOURCE = "explanations.json";
    private static final String KERNEL_PREFIX = "SEV_RET_";
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,9}|0[xX][0-9a-fA-F]{1,8}");
    private static final Pattern STATUS_IN_MESSAGE =
            Pattern.compile("(?:fw_err(?:or)?='?|Unsuccessful: )(0x[0-9a-fA-F]{1,8}|[0-9]{1,9})");
    private static final Pattern ERRNO_IN_MESSAGE = Pattern.compile("\\b(?:ret|err)=(-[0-9]{1,9})");
    private static final Pattern WORD = Pattern.compile("[A-Z][A-Z_]{2,}");
    private static final int HEXADECIMAL = 16;

    private final List<CatalogueEntry> entries;

    private ExplanationCatalogue(List<CatalogueEntry> entries) {
        this.entries = List.copyOf(entries);
    }

    /** The catalogue that comes with the program. */
    public static ExplanationCatalogue standard() {
        try (InputStream in =
                Objects.requireNonNull(ExplanationCatalogue.class.getResourceAsStream(RESOURCE), "no " + RESOURCE)) {
            return of(JsonMapper.shared().readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ExplanationCatalogue of(JsonNode root) {
        List<CatalogueEntry> entries = new ArrayList<>();
        root.path("statuses").forEach(node -> {
            SevStatus status = SevStatus.valueOf(node.path("name").asString());
            entries.add(entry(Kind.STATUS, node, OptionalInt.of(status.code()), List.of(KERNEL_PREFIX + status)));
        });
        root.path("errnos").forEach(node -> {
            Errno errno = Errno.valueOf(node.path("name").asString());
            entries.add(entry(Kind.ERRNO, node, OptionalInt.of(errno.code()), List.of(errno.text())));
        });
        root.path("messages").forEach(node -> entries.add(entry(Kind.MESSAGE, node, OptionalInt.empty(), List.of())));
        return new ExplanationCatalogue(entries);
    }

    private static CatalogueEntry entry(Kind kind, JsonNode node, OptionalInt code, List<String> derivedNames) {
        String name = node.path(kind == Kind.MESSAGE ? "id" : "name").asString();
        List<String> names = new ArrayList<>(List.of(name));
        names.addAll(derivedNames);
        names.addAll(texts(node, "aliases"));
        Explanation explanation = new Explanation(
                kind,
                name,
                code,
                node.path("printedBy").asString(""),
                node.path("meaning").asString(),
                node.path("rule").asString(),
                texts(node, "causes"),
                texts(node, "look"),
                node.path("source").asString());
        return new CatalogueEntry(
                explanation,
                names,
                texts(node, "patterns").stream().map(MessagePattern::of).toList());
    }

    private static List<String> texts(JsonNode node, String member) {
        List<String> texts = new ArrayList<>();
        node.path(member).forEach(text -> texts.add(text.asString()));
        return texts;
    }

    /** Every explanation, in the catalogue's order. */
    public List<Explanation> all() {
        return entries.stream().map(CatalogueEntry::explanation).toList();
    }

    /** Explanations of {@code text}, the most direct one first; empty for a text that the catalogue lacks. */
    public List<Explanation> find(String text) {
        String asked = text.strip();
        List<Explanation> named = entries.stream()
                .filter(e -> e.isNamed(asked))
                .map(CatalogueEntry::explanation)
                .toList();
        if (!named.isEmpty()) {
            return named;
        }
        return NUMBER.matcher(asked).matches() ? byNumber(asked) : byMessage(asked);
    }

    /** The names and texts that are most like {@code text}, best first; empty when nothing is near. */
    public List<String> nearest(String text) {
        return NearMiss.of(text.strip(), entries);
    }

    private List<Explanation> byNumber(String text) {
        List<Explanation> found = new ArrayList<>();
        if (text.startsWith("-")) {
            byCode(Kind.ERRNO, -Integer.parseInt(text)).ifPresent(found::add);
            return found;
        }
        byCode(Kind.STATUS, number(text)).ifPresent(found::add);
        if (!isHexadecimal(text)) {
            byCode(Kind.ERRNO, number(text)).ifPresent(found::add);
        }
        return found;
    }

    private List<Explanation> byMessage(String line) {
        Set<Explanation> found = new LinkedHashSet<>();
        message(line).ifPresent(found::add);
        numbers(STATUS_IN_MESSAGE, line)
                .forEach(code -> byCode(Kind.STATUS, code).ifPresent(found::add));
        numbers(ERRNO_IN_MESSAGE, line)
                .forEach(code -> byCode(Kind.ERRNO, -code).ifPresent(found::add));
        Matcher words = WORD.matcher(line);
        while (words.find()) {
            String word = words.group();
            entries.stream()
                    .filter(e -> e.isNamed(word))
                    .map(CatalogueEntry::explanation)
                    .forEach(found::add);
        }
        entries.stream()
                .filter(e -> e.explanation().kind() == Kind.ERRNO)
                .filter(e -> e.names().stream().anyMatch(name -> line.endsWith(": " + name)))
                .map(CatalogueEntry::explanation)
                .forEach(found::add);
        return List.copyOf(found);
    }

    private Optional<Explanation> message(String line) {
        record Fit(CatalogueEntry entry, int fixedLength) {}
        return entries.stream()
                .flatMap(e -> e.patterns().stream().filter(p -> p.isIn(line)).map(p -> new Fit(e, p.fixedLength())))
                .max(Comparator.comparingInt(Fit::fixedLength))
                .map(fit -> fit.entry().explanation());
    }

    private Optional<Explanation> byCode(Kind kind, int code) {
        return entries.stream()
                .map(CatalogueEntry::explanation)
                .filter(e -> e.kind() == kind && e.code().equals(OptionalInt.of(code)))
                .findFirst();
    }

    private static List<Integer> numbers(Pattern pattern, String line) {
        return pattern.matcher(line).results().map(r -> number(r.group(1))).toList();
    }

    private static boolean isHexadecimal(String text) {
        return text.startsWith("0x") || text.startsWith("0X");
    }

    private static int number(String text) {
        return isHexadecimal(text) ? Integer.parseUnsignedInt(text.substring(2), HEXADECIMAL) : Integer.parseInt(text);
    }
}
