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

/** Writes a node as a YAML document that is read as the same node. */
final class YamlText {
    private static final int WIDTH = 100;
    /** Numbers that YAML reads as they are written. */
    private static final Pattern NUMBER = Pattern.compile("0|-?[1-9]\\d{0,17}");

    private YamlText() {}

    static String of(YamlNode node) {
        DumpSettings settings = DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setWidth(WIDTH)
                .setIndicatorIndent(2)
                .setIndentWithIndicator(true)
                .build();
        return new Dump(settings).dumpToString(plain(node));
    }

    private static Object plain(YamlNode node) {
        if (node instanceof Table table) {
            Map<String, Object> values = new LinkedHashMap<>();
            table.entries().forEach((key, entry) -> values.put(key, plain(entry.value())));
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
        return text.equals("true") || text.equals("false") ? (Object) Boolean.valueOf(text) : text;
    }
}
