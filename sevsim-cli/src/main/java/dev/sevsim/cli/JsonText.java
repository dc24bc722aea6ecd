package dev.sevsim.cli;

import java.io.StringWriter;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Writes one JSON object on one line, and arrays in it. */
final class JsonText {
    private JsonText() {}

    /** The object whose members {@code members} writes. */
    static String object(Consumer<JsonGenerator> members) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
            generator.writeStartObject();
            members.accept(generator);
            generator.writeEndObject();
        }
        return text.toString();
    }

    /** Writes an array property of objects, the members of each by {@code members}. */
    static <T> void objects(JsonGenerator g, String name, Iterable<T> items, Consumer<T> members) {
        g.writeArrayPropertyStart(name);
        for (T item : items) {
            g.writeStartObject();
            members.accept(item);
            g.writeEndObject();
        }
        g.writeEndArray();
    }

    /** Writes an array property of texts. */
    static void texts(JsonGenerator g, String name, Iterable<String> texts) {
        g.writeArrayPropertyStart(name);
        texts.forEach(g::writeString);
        g.writeEndArray();
    }
}
