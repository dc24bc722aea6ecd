package dev.sevsim.machine.act;

import java.util.List;

/**
 * An act and the moment at which it is done, once.
 *
 * <p>As text {@code POINT: ACT}, for instance {@code before LAUNCH_FINISH: flip-bit page=reset-vector}.
 *
 * @param point when
 * @param act what
 */
public record PlannedAct(Point point, Act act) {
    /**
     * Checks that the act can be done at the point.
     *
     * @throws IllegalArgumentException when it can never be done there
     */
    public PlannedAct {
        Placement.require(point, act);
    }

    /**
     * Checks acts that are planned together.
     *
     * @throws IllegalArgumentException when one refers to a copy or a guest that none of them makes, and when two answer in
     *     the place of the receiver at the same point
     */
    public static void requireConsistent(List<PlannedAct> plan) {
        Placement.requireNames(plan);
        Placement.requireOneAnswer(plan);
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException for another text; the message names what is expected
     */
    public static PlannedAct parse(String text) {
        int colon = text.indexOf(": ");
        if (colon < 0) {
            throw new IllegalArgumentException("'" + text
                    + "' is not POINT: ACT, expected for instance 'before LAUNCH_FINISH: flip-bit page=secrets'");
        }
        return new PlannedAct(Point.parse(text.substring(0, colon)), Acts.parse(text.substring(colon + 2)));
    }

    @Override
    public String toString() {
        return point + ": " + Acts.text(act);
    }
}
