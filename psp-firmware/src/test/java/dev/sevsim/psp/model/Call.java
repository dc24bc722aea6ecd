package dev.sevsim.psp.model;

import dev.sevsim.abi.firmware.SevStatus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** One command on its way through the model: what went in, what must come out, what must be true in memory afterwards. */
final class Call {
    /** A test of memory after the command: empty when it holds, else what is wrong. */
    interface Check extends Supplier<String> {}

    private final Shape shape;
    private final List<Long> inputs;
    private List<Long> values;
    private final boolean[] open;
    private final List<Check> checks = new ArrayList<>();
    private final List<Check> lasting = new ArrayList<>();
    private Set<SevStatus> statuses = EnumSet.of(SevStatus.SUCCESS);

    Call(Step.Command command) {
        shape = Shape.of(command.id());
        inputs = command.values();
        values = new ArrayList<>(inputs);
        open = new boolean[values.size()];
    }

    /** A field as it came; four bytes or fewer are unsigned. */
    long get(String name) {
        return inputs.get(shape.indexOf(name));
    }

    int handle() {
        return (int) get("HANDLE");
    }

    /** The field must come back with this value, if the buffer comes back at all. */
    void out(String name, long value) {
        int index = shape.indexOf(name);
        values.set(index, shape.fit(index, value));
    }

    /** The specification does not say what the field holds afterwards. */
    void leaveOpen(String name) {
        open[shape.indexOf(name)] = true;
    }

    void after(Check check) {
        checks.add(check);
    }

    /** As {@link #after}, for what has happened before the command fails. */
    void afterEvenIfRefused(Check check) {
        lasting.add(check);
    }

    void refuse(Refusal refusal) {
        statuses = refusal.possible();
        checks.clear();
        if (!statuses.contains(SevStatus.INVALID_LENGTH)) {
            values = new ArrayList<>(inputs);
            Arrays.fill(open, false);
        }
    }

    /** The specification leaves open whether this status answers instead. */
    void mayAlsoAnswer(SevStatus status) {
        statuses = EnumSet.of(SevStatus.SUCCESS, status);
    }

    Set<SevStatus> statuses() {
        return statuses;
    }

    /** What is wrong with the command buffer afterwards; empty when nothing is. */
    String compareBuffer(byte[] actual) {
        byte[] expected = shape.encode(values);
        for (int i = 0; i < open.length; i++) {
            Shape.Place place = shape.places().get(i);
            if (open[i]) {
                System.arraycopy(actual, place.offset(), expected, place.offset(), place.width());
            }
        }
        for (Shape.Place place : shape.places()) {
            int from = place.offset();
            int to = from + place.width();
            if (!Arrays.equals(expected, from, to, actual, from, to)) {
                return place.name() + " of the buffer: expected " + hex(expected, from, to) + ", was "
                        + hex(actual, from, to);
            }
        }
        return "";
    }

    /** What is wrong in memory afterwards; empty when nothing is. */
    String compareMemory() {
        List<Check> all = new ArrayList<>(lasting);
        all.addAll(checks);
        for (Check check : all) {
            String wrong = check.get();
            if (!wrong.isEmpty()) {
                return wrong;
            }
        }
        return "";
    }

    private static String hex(byte[] raw, int from, int to) {
        StringBuilder text = new StringBuilder("0x");
        for (int i = to - 1; i >= from; i--) {
            text.append(String.format("%02x", raw[i]));
        }
        return text.toString();
    }
}
