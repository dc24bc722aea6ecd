package dev.sevsim.scenario.file;

import dev.sevsim.io.file.InputException;
import dev.sevsim.io.text.NearMiss;
import dev.sevsim.scenario.file.YamlNode.Entry;
import dev.sevsim.scenario.file.YamlNode.Items;
import dev.sevsim.scenario.file.YamlNode.Table;
import dev.sevsim.scenario.file.YamlNode.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The scenarios of a file as tables of their own: what they extend is merged in.
 *
 * <p>A file is one scenario, or a mapping with a list {@code scenarios}. A scenario that extends another one takes each key that it
 * does not have itself; the mappings {@code machine}, {@code matrix} and {@code expect} are merged key by key.
 */
final class ScenarioFile {
    private static final String SCENARIOS = "scenarios";
    private static final String EXTENDS = "extends";
    private static final String NAME = "name";
    private static final int MOST_BASES = 16;
    /** Ignored: editors find the schema by it. */
    private static final String SCHEMA = "$schema";

    private static final Set<String> MERGED = Set.of("machine", "matrix", "expect");
    /** Not taken from a base. */
    private static final Set<String> OWN = Set.of(NAME, "abstract", EXTENDS);

    private final Map<String, Table> byName = new LinkedHashMap<>();

    private ScenarioFile() {}

    /**
     * The scenarios that are not abstract, in the order of the file.
     *
     * @throws InputException with the place, for another form of the file
     */
    static List<Table> read(String file, String text) {
        YamlNode document = YamlReader.read(file, text);
        ScenarioFile scenarios = new ScenarioFile();
        for (YamlNode node : nodes(document)) {
            Table table = table(node, "a scenario");
            String name = name(table);
            if (scenarios.byName.put(name, table) != null) {
                throw table.place().error("scenario '" + name + "' is there twice");
            }
        }
        List<Table> complete = new ArrayList<>();
        for (Table table : scenarios.byName.values()) {
            Table merged = scenarios.merged(table, new LinkedHashSet<>());
            if (!isAbstract(table)) {
                complete.add(merged);
            }
        }
        return complete;
    }

    private static List<YamlNode> nodes(YamlNode document) {
        Table table = table(document, "the file");
        Entry several = table.entries().get(SCENARIOS);
        if (several == null) {
            return List.of(table);
        }
        for (Map.Entry<String, Entry> other : table.entries().entrySet()) {
            if (!other.getKey().equals(SCENARIOS) && !other.getKey().equals(SCHEMA)) {
                throw other.getValue()
                        .key()
                        .error("key '" + other.getKey() + "' is beside 'scenarios', expected it in one of them");
            }
        }
        if (!(several.value() instanceof Items items)) {
            throw several.value()
                    .place()
                    .error("'scenarios' is " + several.value().kind() + ", expected a list");
        }
        return items.items();
    }

    /** A value that has to be a mapping. */
    static Table table(YamlNode node, String what) {
        if (node instanceof Table table) {
            return table;
        }
        throw node.place().error(what + " is " + node.kind() + ", expected a mapping");
    }

    /** A value that has to be a text. */
    static String text(YamlNode node, String what) {
        if (node instanceof Text text && !text.value().isEmpty()) {
            return text.value();
        }
        throw node.place().error(what + " is " + node.kind() + ", expected a text");
    }

    /** Every text of a list, or the one text. */
    static List<String> texts(YamlNode node, String what) {
        if (node instanceof Items items) {
            if (items.items().isEmpty()) {
                throw node.place().error(what + " is an empty list, expected at least one text");
            }
            return items.items().stream().map(item -> text(item, what)).toList();
        }
        return List.of(text(node, what));
    }

    private static String name(Table table) {
        Entry name = table.entries().get(NAME);
        if (name == null) {
            throw table.place().error("a scenario has no 'name'");
        }
        return text(name.value(), NAME);
    }

    /** Where a scenario has its name. */
    static Place namePlace(Table table) {
        return Optional.ofNullable(table.entries().get(NAME))
                .map(name -> name.value().place())
                .orElse(table.place());
    }

    private static boolean isAbstract(Table table) {
        Entry entry = table.entries().get("abstract");
        if (entry == null) {
            return false;
        }
        String value = text(entry.value(), "abstract");
        if (!value.equals("true") && !value.equals("false")) {
            throw entry.value().place().error("abstract is '" + value + "', expected true or false");
        }
        return value.equals("true");
    }

    private Table merged(Table table, Set<String> seen) {
        Entry base = table.entries().get(EXTENDS);
        if (base == null) {
            return table;
        }
        String name = text(base.value(), EXTENDS);
        Table found = Optional.ofNullable(byName.get(name))
                .orElseThrow(() -> base.value()
                        .place()
                        .error("scenario '" + name + "' is not in this file"
                                + NearMiss.question(name, byName.keySet())));
        if (!seen.add(name)) {
            throw base.value().place().error("scenario '" + name + "' extends itself");
        }
        if (seen.size() > MOST_BASES) {
            throw base.value().place().error("more than " + MOST_BASES + " scenarios that extend each other");
        }
        Map<String, Entry> entries = new LinkedHashMap<>(merged(found, seen).entries());
        entries.keySet().removeAll(OWN);
        table.entries().forEach((key, entry) -> entries.merge(key, entry, (ofBase, own) -> merge(key, ofBase, own)));
        return new Table(entries, table.place());
    }

    private static Entry merge(String key, Entry ofBase, Entry own) {
        if (!MERGED.contains(key)
                || !(ofBase.value() instanceof Table below)
                || !(own.value() instanceof Table above)) {
            return own;
        }
        Map<String, Entry> entries = new LinkedHashMap<>(below.entries());
        entries.putAll(above.entries());
        return new Entry(own.key(), new Table(entries, above.place()));
    }
}
