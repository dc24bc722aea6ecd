package dev.sevsim.scenario.file;

import java.util.List;
import java.util.Map;

/** A value of a YAML document, with its place. */
sealed interface YamlNode {
    /** Where it begins. */
    Place place();

    /** For messages: what it is. */
    String kind();

    /**
     * A scalar as it is written: a number or boolean is its digits or letters.
     *
     * @param value without quotes
     * @param place where it begins
     */
    record Text(String value, Place place) implements YamlNode {
        @Override
        public String kind() {
            return value.isEmpty() ? "nothing" : "a text";
        }
    }

    /**
     * A sequence.
     *
     * @param items its items, in order
     * @param place where it begins
     */
    record Items(List<YamlNode> items, Place place) implements YamlNode {
        @Override
        public String kind() {
            return "a list";
        }
    }

    /**
     * A mapping.
     *
     * @param entries in the order of the file
     * @param place where it begins
     */
    record Table(Map<String, Entry> entries, Place place) implements YamlNode {
        @Override
        public String kind() {
            return "a mapping";
        }
    }

    /**
     * A value of a mapping.
     *
     * @param key where its key is
     * @param value the value
     */
    record Entry(Place key, YamlNode value) {}
}
