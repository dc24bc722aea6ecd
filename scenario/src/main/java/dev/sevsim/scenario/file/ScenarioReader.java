package dev.sevsim.scenario.file;

import dev.sevsim.io.file.FileProblem;
import dev.sevsim.io.file.InputException;
import dev.sevsim.io.text.NearMiss;
import dev.sevsim.machine.MachineSpec;
import dev.sevsim.machine.act.Point;
import dev.sevsim.machine.option.MachineDraft;
import dev.sevsim.machine.option.MachineOption;
import dev.sevsim.scenario.Expectation;
import dev.sevsim.scenario.ExpectationKind;
import dev.sevsim.scenario.ExpectationKind.Shape;
import dev.sevsim.scenario.Expectations;
import dev.sevsim.scenario.Scenario;
import dev.sevsim.scenario.file.YamlNode.Entry;
import dev.sevsim.scenario.file.YamlNode.Items;
import dev.sevsim.scenario.file.YamlNode.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads scenarios from a file's text. */
public final class ScenarioReader {
    /** Keys of a scenario, in the order in which they read best. */
    static final List<String> KEYS = List.of(
            "name",
            "title",
            "teaches",
            "sources",
            "extends",
            "abstract",
            "matrix",
            "machine",
            "acts",
            "faults",
            "expect",
            "at",
            "$schema");

    /** Keys that share parts of scenarios in a file. */
    private static final Set<String> OF_FILES = Set.of("extends", "abstract", "$schema");

    private static final int MOST = 10_000;

    /** The one option by which a machine writes a file. */
    private static final String STORE = "host-init-ex-path";

    /** Bytes of a store for INIT_EX: docs/reference/sev-firmware-api.md section 4. */
    private static final long STORE_BYTES = 0x8000;

    /** Options that have keys of their own beside {@code machine}. */
    static final Map<String, String> LISTS = Map.of("acts", "act", "faults", "fault");

    private final Source source;

    /** A file's name for messages, its content, and where relative names of files begin. */
    public record Source(String file, String text, Path folder) {}

    private ScenarioReader(Source source) {
        this.source = source;
    }

    /**
     * The scenarios of a file.
     *
     * @param file its name for messages
     * @param text its content
     * @param folder where relative names of files begin
     * @throws InputException for a file with a fault; the message begins with file, line and column
     */
    public static List<Scenario> read(String file, String text, Path folder) {
        return read(new Source(file, text, folder));
    }

    /** As {@link #read(String, String, Path)}. */
    public static List<Scenario> read(Source source) {
        ScenarioReader reader = new ScenarioReader(source);
        return tables(source.file(), source.text()).stream()
                .map(reader::scenario)
                .toList();
    }

    /**
     * The scenarios of a file as YAML documents of their own, by their names.
     *
     * @throws InputException as for {@link #read}
     */
    public static Map<String, String> yaml(String file, String text) {
        Map<String, String> all = new LinkedHashMap<>();
        for (Table table : tables(file, text)) {
            Map<String, Entry> entries = new LinkedHashMap<>(table.entries());
            entries.keySet().removeAll(OF_FILES);
            Map<String, Entry> sorted = new LinkedHashMap<>();
            KEYS.forEach(key -> Optional.ofNullable(entries.get(key)).ifPresent(entry -> sorted.put(key, entry)));
            all.put(oneText(table, "name"), YamlText.of(new Table(sorted, table.place())));
        }
        return all;
    }

    /** Every scenario, with what it extends, once for each row of its matrix. */
    private static List<Table> tables(String file, String text) {
        List<Table> all = new ArrayList<>();
        for (Table table : ScenarioFile.read(file, text)) {
            all.addAll(Matrix.expand(table));
            if (all.size() > MOST) {
                throw table.place().error("more than " + MOST + " scenarios, divide the file");
            }
        }
        if (all.isEmpty()) {
            throw new Place(file, 1, 1).error("the file has no scenario that is not abstract");
        }
        return all;
    }

    private Scenario scenario(Table table) {
        table.entries().forEach((key, entry) -> requireKnown("key", key, KEYS, entry.key()));
        MachineDraft draft = new MachineDraft(source.folder()).printNoSecrets();
        part(table, "machine").ifPresent(machine -> options(ScenarioFile.table(machine, "machine"), draft));
        LISTS.forEach((key, option) -> part(table, key).ifPresent(list -> planned(key, option, list, draft)));
        List<Expectation> expectations = part(table, "expect")
                .map(expect -> expectations(ScenarioFile.table(expect, "expect")))
                .orElse(List.of());
        if (expectations.isEmpty()) {
            throw table.place()
                    .error(
                            "a scenario has no 'expect', so that it could not fail; expected for instance expect: {verdict:"
                                    + " accepted}");
        }
        List<Scenario.Check> checks = part(table, "at")
                .map(at -> checks(ScenarioFile.table(at, "at")))
                .orElse(List.of());
        String name = oneText(table, "name");
        String title = oneText(table, "title");
        String teaches = oneText(table, "teaches");
        List<String> sources = part(table, "sources")
                .map(node -> ScenarioFile.texts(node, "sources"))
                .orElse(List.of());
        MachineSpec machine = DraftFaults.build(table, draft);
        auditPlace(table).around(() -> Scenario.requireService(machine, expectations, checks));
        return ScenarioFile.namePlace(table)
                .make(() -> new Scenario(name, title, teaches, sources, machine, expectations, checks, source.file()));
    }

    /** Where an audit log is expected, at the end or at a point; the scenario for one without. */
    private static Place auditPlace(Table table) {
        Stream<YamlNode> ofPoints = part(table, "at").stream()
                .flatMap(at -> ((Table) at).entries().values().stream())
                .map(Entry::value);
        return Stream.concat(part(table, "expect").stream(), ofPoints)
                .filter(Table.class::isInstance)
                .flatMap(
                        expect -> Optional.ofNullable(((Table) expect).entries().get("audit")).stream())
                .map(Entry::key)
                .findFirst()
                .orElse(table.place());
    }

    private void options(Table machine, MachineDraft draft) {
        List<String> names = MachineOption.all().stream()
                .map(MachineOption::name)
                .filter(name -> !LISTS.containsValue(name))
                .toList();
        machine.entries().forEach((name, entry) -> {
            requireKnown("machine option", name, names, entry.key());
            MachineOption option = MachineOption.named(name).orElseThrow();
            List<String> values = option.form() == MachineOption.Form.LIST
                    ? ScenarioFile.texts(entry.value(), name)
                    : List.of(ScenarioFile.text(entry.value(), name));
            entry.value().place().around(() -> {
                if (name.equals(STORE)) {
                    requireStore(source.folder().resolve(values.get(0)));
                }
                option.set(draft, values);
            });
        });
    }

    /** The driver overwrites its store whatever it holds; a scenario is not to overwrite what is none. */
    private static void requireStore(Path file) {
        try {
            boolean isStore =
                    Files.isRegularFile(file) && Set.of(0L, STORE_BYTES).contains(Files.size(file));
            if (Files.exists(file) && !isStore) {
                throw new InputException(STORE + " " + file + " is no store of the firmware, which has " + STORE_BYTES
                        + " bytes: name such a file, or one that does not exist");
            }
        } catch (IOException e) {
            throw new InputException(STORE + " " + file + " cannot be read: " + FileProblem.reason(e), e);
        }
    }

    /** Acts and faults: a text, or a mapping with the point as its key, as YAML reads {@code POINT: ACT}. */
    private void planned(String key, String option, YamlNode list, MachineDraft draft) {
        if (!(list instanceof Items items)) {
            throw list.place().error(key + " is " + list.kind() + ", expected a list");
        }
        MachineOption planned = MachineOption.named(option).orElseThrow();
        for (YamlNode item : items.items()) {
            String written = item instanceof Table table && table.entries().size() == 1
                    ? table.entries().entrySet().stream()
                            .map(entry -> entry.getKey() + ": "
                                    + ScenarioFile.text(entry.getValue().value(), key))
                            .collect(Collectors.joining())
                    : ScenarioFile.text(item, key);
            CutText.hinting(
                    item.place(), source.text(), () -> item.place().around(() -> planned.set(draft, List.of(written))));
        }
    }

    private static List<Expectation> expectations(Table expect) {
        List<Expectation> all = new ArrayList<>();
        expect.entries().forEach((name, entry) -> all.addAll(expectations(name, entry)));
        return all;
    }

    private static List<Expectation> expectations(String name, Entry entry) {
        List<String> names =
                Expectations.all().stream().map(ExpectationKind::name).toList();
        requireKnown("expectation", name, names, entry.key());
        return expectations(Expectations.named(name).orElseThrow(), entry);
    }

    private static List<Expectation> expectations(ExpectationKind kind, Entry entry) {
        String name = kind.name();
        return switch (kind.shape()) {
            case TEXT -> made(kind, "", List.of(ScenarioFile.text(entry.value(), name)), entry.value());
            case TEXTS -> made(kind, "", ScenarioFile.texts(entry.value(), name), entry.value());
            case TABLE, TABLE_OF_TEXTS ->
                ScenarioFile.table(entry.value(), name).entries().entrySet().stream()
                        .flatMap(one -> ofKey(kind, one.getKey(), one.getValue().value()))
                        .toList();
        };
    }

    private static Stream<Expectation> ofKey(ExpectationKind kind, String key, YamlNode value) {
        String what = kind.name() + " " + key;
        List<String> values =
                kind.shape() == Shape.TABLE ? List.of(ScenarioFile.text(value, what)) : ScenarioFile.texts(value, what);
        return made(kind, key, values, value).stream();
    }

    private static List<Expectation> made(ExpectationKind kind, String key, List<String> values, YamlNode at) {
        return at.place().make(() -> kind.maker().apply(key, values));
    }

    private static List<Scenario.Check> checks(Table at) {
        List<Scenario.Check> checks = new ArrayList<>();
        at.entries().forEach((point, entry) -> {
            Point when = entry.key().make(() -> Point.parse(point));
            Table expect = ScenarioFile.table(entry.value(), "at " + point);
            List<Expectation> expectations = new ArrayList<>();
            expect.entries().forEach((name, one) -> expectations.addAll(ofAnyMoment(name, one)));
            entry.key().around(() -> checks.add(new Scenario.Check(when, expectations)));
        });
        return checks;
    }

    /** Of a point, only what can be compared at any moment of a run. */
    private static List<Expectation> ofAnyMoment(String name, Entry entry) {
        List<Expectation> made = expectations(name, entry);
        if (made.stream().anyMatch(expectation -> expectation.moment() != Expectation.Moment.ANY)) {
            throw entry.key().error("'" + name + "' cannot be compared at a point, it belongs below 'expect'");
        }
        return made;
    }

    private static void requireKnown(String what, String name, List<String> names, Place place) {
        if (!names.contains(name)) {
            String near = NearMiss.question(name, names);
            throw place.error("there is no " + what + " '" + name + "'"
                    + (near.isEmpty() ? ", expected one of " + String.join(", ", names) : near));
        }
    }

    private static Optional<YamlNode> part(Table table, String key) {
        return Optional.ofNullable(table.entries().get(key)).map(Entry::value);
    }

    private static String oneText(Table table, String key) {
        return part(table, key).map(node -> ScenarioFile.text(node, key)).orElse("");
    }
}
