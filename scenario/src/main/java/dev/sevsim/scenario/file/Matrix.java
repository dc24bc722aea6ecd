package dev.sevsim.scenario.file;

import dev.sevsim.scenario.file.YamlNode.Entry;
import dev.sevsim.scenario.file.YamlNode.Items;
import dev.sevsim.scenario.file.YamlNode.Table;
import dev.sevsim.scenario.file.YamlNode.Text;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Expands {@code matrix}: one scenario for each combination of the values of its options. */
final class Matrix {
    private static final String MATRIX = "matrix";
    private static final String MACHINE = "machine";
    private static final String ACTS = "acts";
    private static final int MOST = 10_000;
    private static final Pattern SHORT = Pattern.compile("[A-Za-z0-9._-]{1,40}");

    private Matrix() {}

    /** A combination. */
    private record Row(List<String> labels, Map<String, YamlNode> values) {}

    /** The scenario alone, where it has no matrix. */
    static List<Table> expand(Table scenario) {
        Entry matrix = scenario.entries().get(MATRIX);
        if (matrix == null) {
            return List.of(scenario);
        }
        List<Row> rows = List.of(new Row(List.of(), Map.of()));
        for (Map.Entry<String, Entry> dimension :
                ScenarioFile.table(matrix.value(), MATRIX).entries().entrySet()) {
            rows = product(rows, dimension.getKey(), dimension.getValue().value());
        }
        return rows.stream().map(row -> with(scenario, row)).toList();
    }

    private static List<Row> product(List<Row> rows, String option, YamlNode values) {
        if (!(values instanceof Items items) || items.items().isEmpty()) {
            String what = values instanceof Items ? "an empty list" : values.kind();
            throw values.place().error("matrix '" + option + "' is " + what + ", expected a list of values");
        }
        if ((long) rows.size() * items.items().size() > MOST) {
            throw values.place().error("more than " + MOST + " combinations");
        }
        requireDifferent(option, items.items());
        List<Row> more = new ArrayList<>();
        for (Row row : rows) {
            for (int i = 0; i < items.items().size(); i++) {
                YamlNode value = items.items().get(i);
                List<String> labels = new ArrayList<>(row.labels());
                labels.add(option + "=" + label(value, i));
                Map<String, YamlNode> all = new LinkedHashMap<>(row.values());
                all.put(option, value);
                more.add(new Row(labels, all));
            }
        }
        return more;
    }

    /** Equal rows would be scenarios of one name, or one scenario twice. */
    private static void requireDifferent(String option, List<YamlNode> values) {
        Set<Object> before = new HashSet<>();
        for (YamlNode value : values) {
            if (!before.add(content(value))) {
                throw value.place().error("matrix '" + option + "' has this value twice, expected each once");
            }
        }
    }

    /** A value without its place, by which equal ones differ. */
    private static Object content(YamlNode value) {
        if (value instanceof Text text) {
            return text.value();
        }
        if (value instanceof Items items) {
            return items.items().stream().map(Matrix::content).toList();
        }
        Map<String, Object> entries = new LinkedHashMap<>();
        ((Table) value).entries().forEach((key, entry) -> entries.put(key, content(entry.value())));
        return entries;
    }

    /** A short word is its own label, another value has its number. */
    private static String label(YamlNode value, int index) {
        return value instanceof Text text && SHORT.matcher(text.value()).matches()
                ? text.value()
                : Integer.toString(index + 1);
    }

    private static Table with(Table scenario, Row row) {
        Map<String, Entry> entries = new LinkedHashMap<>(scenario.entries());
        Entry name = entries.remove("name");
        entries.remove(MATRIX);
        Place place = scenario.place();
        String own = name == null ? "" : ((Text) name.value()).value();
        entries.put("name", new Entry(place, new Text(own + "[" + String.join(",", row.labels()) + "]", place)));
        Entry machine = entries.get(MACHINE);
        Map<String, Entry> options = new LinkedHashMap<>(
                machine == null
                        ? Map.of()
                        : ScenarioFile.table(machine.value(), MACHINE).entries());
        row.values().forEach((option, value) -> {
            Entry entry = new Entry(value.place(), value);
            if (option.equals(ACTS)) {
                entries.put(ACTS, new Entry(place, value instanceof Items ? value : new Items(List.of(value), place)));
            } else {
                options.put(option, entry);
            }
        });
        entries.put(MACHINE, new Entry(place, new Table(options, place)));
        return new Table(entries, place);
    }
}
