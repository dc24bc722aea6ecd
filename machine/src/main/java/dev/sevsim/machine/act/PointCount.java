package dev.sevsim.machine.act;

import dev.sevsim.machine.act.Point.Side;

/** Counts the events of a point. */
final class PointCount {
    private final Point point;
    private int seen;

    /** No event of the point was seen. */
    PointCount(Point point) {
        this.point = point;
    }

    Point point() {
        return point;
    }

    /** Counts an event, also where an act has changed it before; true when the point is reached with it. */
    boolean isDue(Side side, Event event) {
        if (!point.matches(side, event)) {
            return false;
        }
        seen++;
        return point.onwards() ? seen >= point.nth() : seen == point.nth();
    }
}
