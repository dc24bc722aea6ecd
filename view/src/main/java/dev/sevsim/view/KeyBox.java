package dev.sevsim.view;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One key, or what ties one to another: how it comes to be, and a line that computes it anew.
 *
 * @param id names its texts, {@code key.ID} and {@code key.ID.why}
 * @param symbol what formulas call it
 * @param secret whether only the teaching view may show it
 * @param formula how it follows from its inputs; empty for what is only read
 * @param source where the formula is specified
 * @param inputs what the formula takes
 * @param value its bytes; empty where they are left out or not known
 * @param check a line for a shell that prints {@code value} in hexadecimal; empty where an input is left out
 */
record KeyBox(
        Group group,
        String id,
        String symbol,
        boolean secret,
        String formula,
        String source,
        List<Input> inputs,
        Optional<Bytes> value,
        Optional<String> check) {
    /** Parts of the view, in its order. */
    enum Group {
        AMD,
        CHIP,
        OWNER,
        SESSION,
        MEMORY;

        String id() {
            return "keys." + name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * An input of a formula.
     *
     * @param name what the formula calls it
     * @param value where no box has it: bytes in hexadecimal, a text or a number; empty for another box, whose symbol is {@code name}
     */
    record Input(String name, String value) {}

    KeyBox {
        inputs = List.copyOf(inputs);
    }

    /** Without its bytes. */
    @Override
    public String toString() {
        return "KeyBox[" + id + "]";
    }

    /** Collects what there is of a box. */
    static final class Builder {
        private final Group group;
        private final String id;
        private final String symbol;
        private final List<Input> inputs = new ArrayList<>();
        private boolean secret;
        private String formula = "";
        private String source = "";
        private Optional<Bytes> value = Optional.empty();
        private Optional<String> check = Optional.empty();

        Builder(Group group, String id, String symbol) {
            this.group = group;
            this.id = id;
            this.symbol = symbol;
        }

        Builder formula(String text, String specifiedIn) {
            formula = text;
            source = specifiedIn;
            return this;
        }

        /** Takes the values of other boxes. */
        Builder from(String... symbols) {
            for (String other : symbols) {
                inputs.add(new Input(other, ""));
            }
            return this;
        }

        Builder with(String name, String given) {
            inputs.add(new Input(name, given));
            return this;
        }

        Builder with(String name, Bytes given) {
            return with(name, given.toHex());
        }

        Builder open(Bytes bytes) {
            value = Optional.of(bytes);
            return this;
        }

        /** A value that only the teaching view has. */
        Builder secret(Optional<SecretBytes> bytes) {
            secret = true;
            value = bytes.map(known -> Bytes.copyOf(known.reveal()));
            return this;
        }

        Builder check(Optional<String> line) {
            check = line;
            return this;
        }

        KeyBox build() {
            return new KeyBox(group, id, symbol, secret, formula, source, inputs, value, check);
        }
    }
}
