package dev.sevsim.view;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/** Writes the member {@code keys} of a launch view document. */
final class KeysWriter {
    private final JsonGenerator out;
    private final Map<String, Integer> places = new HashMap<>();

    KeysWriter(JsonGenerator out) {
        this.out = out;
    }

    /**
     * Writes the boxes of a run.
     *
     * @param absence why a value is missing: {@code hidden}, or {@code absent} from what the run was made from
     */
    void write(List<KeyBox> boxes, String absence) {
        out.writeArrayPropertyStart("keys");
        for (int i = 0; i < boxes.size(); i++) {
            places.put(boxes.get(i).symbol(), i);
        }
        boxes.forEach(box -> write(box, absence));
        out.writeEndArray();
    }

    private void write(KeyBox box, String absence) {
        out.writeStartObject();
        out.writeStringProperty("id", box.id());
        out.writeStringProperty("group", box.group().id());
        out.writeStringProperty("symbol", box.symbol());
        out.writeBooleanProperty("secret", box.secret());
        out.writeStringProperty("formula", box.formula());
        out.writeStringProperty("source", box.source());
        out.writeArrayPropertyStart("inputs");
        box.inputs().forEach(this::write);
        out.writeEndArray();
        box.value()
                .ifPresentOrElse(
                        value -> out.writeStringProperty("hex", value.toHex()),
                        () -> out.writeStringProperty("missing", absence));
        box.check().ifPresent(line -> out.writeStringProperty("check", line));
        out.writeEndObject();
    }

    private void write(KeyBox.Input input) {
        out.writeStartObject();
        out.writeStringProperty("name", input.name());
        if (!input.value().isEmpty()) {
            out.writeStringProperty("value", input.value());
        } else if (places.containsKey(input.name())) {
            out.writeNumberProperty("key", places.get(input.name()));
        }
        out.writeEndObject();
    }
}
