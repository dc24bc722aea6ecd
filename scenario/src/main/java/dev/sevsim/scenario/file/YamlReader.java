package dev.sevsim.scenario.file;

import dev.sevsim.io.file.InputException;
import dev.sevsim.scenario.file.YamlNode.Entry;
import dev.sevsim.scenario.file.YamlNode.Items;
import dev.sevsim.scenario.file.YamlNode.Table;
import dev.sevsim.scenario.file.YamlNode.Text;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * Reads one YAML document, of which JSON is a part, into nodes.
 *
 * <p>Hostile documents are bounded: no anchors, aliases and tags, no key twice, at most {@value #MOST_DEPTH} levels, {@value
 * #MOST_NODES} nodes and {@value #MOST_CHARACTERS} characters. Scalars stay texts; no variable and no other file is looked up.
 */
final class YamlReader {
    static final int MOST_DEPTH = 16;
    static final int MOST_NODES = 200_000;
    static final int MOST_CHARACTERS = 4 << 20;

    private final String file;
    private final Iterator<Event> events;
    private int nodes;

    private YamlReader(String file, Iterator<Event> events) {
        this.file = file;
        this.events = events;
    }

    /**
     * Reads a document.
     *
     * @param file its name for messages
     * @throws InputException with the place, for anything else than one document within the limits
     */
    static YamlNode read(String file, String text) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(file)
                .setCodePointLimit(MOST_CHARACTERS)
                .build();
        try {
            return new YamlReader(file, new ParserImpl(settings, new StreamReader(settings, text))).document();
        } catch (MarkedYamlEngineException e) {
            Place place = e.getProblemMark().map(mark -> place(file, mark)).orElse(new Place(file, 1, 1));
            throw new InputException(
                    place + ": not YAML: " + problem(e, text, place) + CutText.hint(text, place.line(), 2), e);
        } catch (ReaderException e) {
            String before = text.substring(0, Math.min(text.length(), e.getPosition()));
            int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
            throw new InputException(
                    new Place(file, line, before.length() - before.lastIndexOf('\n'))
                            + String.format(
                                    Locale.ROOT, ": not YAML: character U+%04X is not allowed", e.getCodePoint()),
                    e);
        } catch (YamlEngineException e) {
            throw new InputException(
                    new Place(file, 1, 1) + ": not YAML: " + oneLine(String.valueOf(e.getMessage())), e);
        }
    }

    /** The parser's words; a tab has its own. */
    private static String problem(MarkedYamlEngineException e, String text, Place place) {
        String line = text.lines().skip(place.line() - 1L).findFirst().orElse("");
        return line.stripLeading().length() < line.length()
                        && line.substring(0, line.length() - line.stripLeading().length())
                                .contains("\t")
                ? "a line is indented with a tab, expected blanks"
                : oneLine(e.getProblem());
    }

    private YamlNode document() {
        Event event = next();
        while (!(event instanceof NodeEvent)) {
            if (event.getEventId() == Event.ID.StreamEnd) {
                throw new Place(file, 1, 1)
                        .error("the file has no scenario; sevsim scenario new writes one to start from");
            }
            event = next();
        }
        YamlNode node = node(event, 1);
        while (event.getEventId() != Event.ID.StreamEnd) {
            event = next();
            if (event instanceof NodeEvent) {
                throw place(event)
                        .error("a second document begins, expected one; a list 'scenarios' has several scenarios");
            }
        }
        return node;
    }

    private YamlNode node(Event event, int depth) {
        Place place = place(event);
        nodes++;
        if (nodes > MOST_NODES) {
            throw place.error("more than " + MOST_NODES + " values, divide the file");
        }
        if (depth > MOST_DEPTH) {
            throw place.error("more than " + MOST_DEPTH + " levels, a scenario has fewer");
        }
        if (event instanceof AliasEvent
                || (event instanceof NodeEvent named && named.getAnchor().isPresent())) {
            throw place.error("anchors and aliases are not taken, 'extends' shares parts of scenarios");
        }
        if (event instanceof ScalarEvent scalar) {
            requireNoTag(scalar.getTag(), place);
            if (!StandardCharsets.UTF_8.newEncoder().canEncode(scalar.getValue())) {
                throw place.error("a text has half of a surrogate pair, for which UTF-8 has no bytes");
            }
            return new Text(scalar.getValue(), place);
        }
        requireNoTag(((CollectionStartEvent) event).getTag(), place);
        return event.getEventId() == Event.ID.SequenceStart ? items(place, depth) : table(place, depth);
    }

    private static void requireNoTag(Optional<String> tag, Place place) {
        if (tag.isPresent()) {
            throw place.error("tags such as " + tag.get() + " are not taken");
        }
    }

    private Items items(Place place, int depth) {
        List<YamlNode> items = new ArrayList<>();
        for (Event event = next(); event.getEventId() != Event.ID.SequenceEnd; event = next()) {
            items.add(node(event, depth + 1));
        }
        return new Items(items, place);
    }

    private Table table(Place place, int depth) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (Event event = next(); event.getEventId() != Event.ID.MappingEnd; event = next()) {
            YamlNode key = node(event, depth + 1);
            if (!(key instanceof Text text)) {
                throw key.place().error("a key is " + key.kind() + ", expected a text");
            }
            Entry entry = new Entry(key.place(), node(next(), depth + 1));
            if (entries.put(text.value(), entry) != null) {
                throw key.place().error("key '" + text.value() + "' is there twice");
            }
        }
        return new Table(entries, place);
    }

    private Event next() {
        return events.next();
    }

    private Place place(Event event) {
        return event.getStartMark().map(mark -> place(file, mark)).orElse(new Place(file, 1, 1));
    }

    private static Place place(String file, Mark mark) {
        return new Place(file, mark.getLine() + 1, mark.getColumn() + 1);
    }

    private static String oneLine(String text) {
        return text.lines().map(String::strip).reduce((a, b) -> a + " " + b).orElse("");
    }
}
