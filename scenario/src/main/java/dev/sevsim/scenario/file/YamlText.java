package dev.sevsim.scenario.file;

import dev.sevsim.scenario.file.YamlNode.Items;
import dev.sevsim.scenario.file.YamlNode.Table;
import dev.sevsim.scenario.file.YamlNode.Text;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.representer.StandardRepresenter;

/** Writes a node as a YAML document that is read as the same node, by readers of YAML 1.1 and of 1.2. */
final class YamlText {
    private static final int WIDTH = 100;
    /** Numbers that YAML reads as they are written. */
    private static final Pattern NUMBER = Pattern.compile("0|-?[1-9]\\d{0,17}");

    /**
     * Texts that some reader takes for something else: in YAML 1.1 {@code off} is false, {@code 012} is ten, {@code 1:30} is 90, and a
     * date is one. Source: the types of yaml.org/type (bool, int, float, null, timestamp, merge, value).
     */
    private static final Pattern AMBIGUOUS = Pattern.compile(
            "(?i:y|n|yes|no|on|off|null)|~|<<|=|[-+.]?[0-9][-+0-9a-zA-Z_:.,/ ]*" + "|[-+]?\\.(?i:inf|nan)");

    private YamlText() {}

    /** A text that has to be in quotes. */
    private record Quoted(String text) {}

    /** Writes texts in quotes where they need them. */
    private static final class Quoting extends StandardRepresenter {
        Quoting(DumpSettings settings) {
            super(settings);
            representers.put(
                    Quoted.class,
                    quoted -> representScalar(Tag.STR, ((Quoted) quoted).text(), ScalarStyle.SINGLE_QUOTED));
        }
    }

    static String of(YamlNode node) {
        DumpSettings settings = DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setWidth(WIDTH)
                .setIndicatorIndent(2)
                .setIndentWithIndicator(true)
                .build();
        return new Dump(settings, new Quoting(settings)).dumpToString(plain(node));
    }

    private static Object plain(YamlNode node) {
        if (node instanceof Table table) {
            Map<Object, Object> values = new LinkedHashMap<>();
            table.entries().forEach((key, entry) -> values.put(text(key), plain(entry.value())));
            return values;
        }
        return node instanceof Items items
                ? items.items().stream().map(YamlText::plain).toList()
                : scalar(((Text) node).value());
    }

    /** Numbers and booleans need no quotes. */
    private static Object scalar(String text) {
        if (NUMBER.matcher(text).matches()) {
            return Long.parseLong(text);
        }
        return text.equals("true") || text.equals("false") ? (Object) Boolean.valueOf(text) : text(text);
    }

    private static Object text(String text) {
        return AMBIGUOUS.matcher(text).matches() ? new Quoted(text) : text;
    }
}
