package dev.sevsim.machine.act;

import dev.sevsim.machine.act.Point.Side;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether acts fit their points and each other: what can never be done is refused when it is planned. */
final class Placement {
    private Placement() {}

    /**
     * Checks the point of an act, and that what it makes has a name of its own.
     *
     * @throws IllegalArgumentException when the act can never be done there, or makes a copy with the attacked guest's name
     */
    static void require(Point point, Act act) {
        Belongs rule = act.getClass().getAnnotation(Belongs.class);
        EventKind kind = EventNames.kind(point.name());
        if (rule != null
                && (!kinds(rule).contains(kind) || !List.of(rule.sides()).contains(point.side()))) {
            throw new IllegalArgumentException("act " + act.name() + " at " + point + ": expected " + describe(rule));
        }
        if (act.makes().equals(Optional.of(HostValue.VICTIM))) {
            throw new IllegalArgumentException("act " + act.name() + " as=" + HostValue.VICTIM
                    + ": the name of the attacked guest, expected another");
        }
        act.requireFit(point);
    }

    /** The points of a rule in words: {@code before a firmware command or an ioctl}. */
    static String describe(Belongs rule) {
        String sides = Arrays.stream(rule.sides()).map(Side::text).collect(Collectors.joining(" or "));
        return sides + " " + kinds(rule).stream().map(EventKind::title).collect(Collectors.joining(" or "));
    }

    private static List<EventKind> kinds(Belongs rule) {
        EventKind[] named = rule.to().length == 0 ? EventKind.values() : rule.to();
        List<EventKind> left = List.of(rule.except());
        return Arrays.stream(named).filter(kind -> !left.contains(kind)).toList();
    }

    /**
     * Checks that each request is answered by one act at most.
     *
     * @throws IllegalArgumentException when two acts answer in the place of the receiver at the same point
     */
    static void requireOneAnswer(List<PlannedAct> plan) {
        Map<Point, String> answering = new HashMap<>();
        for (PlannedAct one : plan) {
            if (one.act().answers(one.point().side())) {
                String before = answering.putIfAbsent(one.point(), one.act().name());
                if (before != null) {
                    throw new IllegalArgumentException(before + " and "
                            + one.act().name() + " exclude each other " + one.point() + ", expected one of them");
                }
            }
        }
    }

    /**
     * Checks that what acts refer to is made by others.
     *
     * @throws IllegalArgumentException for the name of a copy or guest that no act makes, or that two kinds of acts make
     */
    static void requireNames(List<PlannedAct> plan) {
        Map<String, String> made = new HashMap<>();
        for (PlannedAct one : plan) {
            one.act().makes().ifPresent(name -> {
                String before = made.putIfAbsent(name, one.act().name());
                if (before != null && !before.equals(one.act().name())) {
                    throw new IllegalArgumentException(
                            before + " and " + one.act().name() + " both make " + name);
                }
            });
        }
        Set<String> known = new HashSet<>(made.keySet());
        known.add(HostValue.VICTIM);
        for (PlannedAct one : plan) {
            for (String name : one.act().uses()) {
                if (!known.contains(name)) {
                    throw new IllegalArgumentException(one.act().name() + " uses " + name
                            + ", which no act makes, expected an act with as=" + name);
                }
            }
        }
    }
}
