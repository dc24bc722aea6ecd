package dev.sevsim.junit;

import dev.sevsim.bus.tap.Fault;
import dev.sevsim.machine.act.Act;
import dev.sevsim.machine.act.PlannedAct;
import dev.sevsim.machine.act.Point;

/**
 * Orders what the hosts of a test do against their guests, and when: each order holds for every machine that is described afterwards. An
 * act or a fault that did not happen in a launch fails the test.
 *
 * <p>docs/acts.md has the acts and the points.
 */
public final class HostileHost {
    private final TestRun run;

    HostileHost(TestRun run) {
        this.run = run;
    }

    /**
     * Orders an act in the form of {@code --act}.
     *
     * @param text such as {@code before LAUNCH_FINISH: flip-bit page=secrets}
     * @return this
     * @throws IllegalArgumentException for another text; the message names what is expected
     */
    public HostileHost act(String text) {
        PlannedAct act = PlannedAct.parse(text);
        run.change(machine -> machine.act(act.point(), act.act()));
        return this;
    }

    /**
     * Orders acts at one point, in this order.
     *
     * @return this
     */
    public HostileHost at(Point point, Act... acts) {
        for (Act act : acts) {
            run.change(machine -> machine.act(point, act));
        }
        return this;
    }

    /**
     * Orders a fault of the bus in the form of {@code --fault}.
     *
     * @param text such as {@code LAUNCH_MEASURE:1:drop}
     * @return this
     * @throws IllegalArgumentException for another text; the message names what is expected
     */
    public HostileHost fault(String text) {
        Fault fault = Fault.parse(text);
        run.change(machine -> machine.fault(fault));
        return this;
    }
}
