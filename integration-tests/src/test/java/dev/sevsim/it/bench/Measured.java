package dev.sevsim.it.bench;

import java.util.Comparator;
import java.util.List;

/**
 * A target with what its rounds gave.
 *
 * @param target what is asked for
 * @param rounds one or more
 */
record Measured(Target target, List<Round> rounds) {
    Measured {
        rounds = rounds.stream()
                .sorted(Comparator.comparingDouble(target.bound()::figure))
                .toList();
    }

    boolean isMet() {
        return target.bound().isMetBy(figure());
    }

    String verdict() {
        return isMet() ? "met" : "missed";
    }

    /** The figure of the median round. */
    String text() {
        return target.bound().text(figure());
    }

    /** How far the rounds are apart. */
    String range() {
        return target.bound().text(target.bound().figure(rounds.get(0))) + " to "
                + target.bound().text(target.bound().figure(rounds.get(rounds.size() - 1)));
    }

    /** The median round's time in times of the yardstick. */
    String ratio() {
        Round median = median();
        return Text.number(median.micros() / median.yardstickMicros());
    }

    /** How fast the yardstick was. */
    double yardstickMicros() {
        return median().yardstickMicros();
    }

    private double figure() {
        return target.bound().figure(median());
    }

    private Round median() {
        return rounds.get(rounds.size() / 2);
    }
}
