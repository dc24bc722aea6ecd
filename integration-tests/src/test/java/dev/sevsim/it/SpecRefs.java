package dev.sevsim.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** docs/specrefs.yaml as it stands: sections of entries. */
final class SpecRefs {
    private static final Path ROOT = Path.of("..");
    private static final String PREFIX = "dev.sevsim.";
    private static final Set<String> MEMBERS = Set.of("class", "test", "source", "state");

    private final Map<String, Map<String, Entry>> sections = new LinkedHashMap<>();

    /**
     * One entry.
     *
     * @param section such as {@code firmware}
     * @param name of the specification
     * @param className the class that models it, whole name; empty for what is absent
     * @param test its test class, whole name; empty for what is absent
     * @param source reference and section
     * @param state {@code absent}, or empty
     */
    record Entry(
            String section,
            String name,
            Optional<String> className,
            Optional<String> test,
            String source,
            Optional<String> state) {
        boolean isAbsent() {
            return state.equals(Optional.of("absent"));
        }

        @Override
        public String toString() {
            return section + " " + name;
        }
    }

    private SpecRefs(JsonNode root) {
        root.properties().forEach(section -> {
            Map<String, Entry> entries = new LinkedHashMap<>();
            section.getValue()
                    .properties()
                    .forEach(e -> entries.put(e.getKey(), entry(section.getKey(), e.getKey(), e.getValue())));
            sections.put(section.getKey(), entries);
        });
    }

    static SpecRefs read() {
        YAMLFactory strict = YAMLFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
        return new SpecRefs(YAMLMapper.builder(strict)
                .build()
                .readTree(ROOT.resolve("docs/specrefs.yaml").toFile()));
    }

    /** The source files of a test class: one in the module that has it. */
    static List<Path> testSources(String className) {
        Path inModule = Path.of("src/test/java", className.replace('.', '/') + ".java");
        try (Stream<Path> modules = Files.list(ROOT)) {
            return modules.map(module -> module.resolve(inModule))
                    .filter(Files::isRegularFile)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Set<String> sections() {
        return sections.keySet();
    }

    Stream<Entry> all() {
        return sections.values().stream().flatMap(entries -> entries.values().stream());
    }

    Set<String> names(String section) {
        return section(section).keySet();
    }

    /** Names of what this version has. */
    Set<String> present(String section) {
        return section(section).values().stream()
                .filter(e -> !e.isAbsent())
                .map(Entry::name)
                .collect(Collectors.toSet());
    }

    Set<String> classes(String section) {
        return section(section).values().stream()
                .flatMap(e -> e.className().stream())
                .collect(Collectors.toSet());
    }

    Entry entry(String section, String name) {
        return Optional.ofNullable(section(section).get(name))
                .orElseThrow(() -> new AssertionError("no entry " + section + " " + name));
    }

    private Map<String, Entry> section(String name) {
        return Optional.ofNullable(sections.get(name)).orElseThrow(() -> new AssertionError("no section " + name));
    }

    private static Entry entry(String section, String name, JsonNode value) {
        value.propertyNames().forEach(member -> {
            if (!MEMBERS.contains(member)) {
                throw new AssertionError(section + " " + name + ": unknown member " + member);
            }
        });
        return new Entry(
                section,
                name,
                text(value, "class").map(PREFIX::concat),
                text(value, "test").map(PREFIX::concat),
                text(value, "source").orElse(""),
                text(value, "state"));
    }

    private static Optional<String> text(JsonNode value, String member) {
        return Optional.ofNullable(value.get(member)).map(JsonNode::asString);
    }
}
