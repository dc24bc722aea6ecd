package dev.sevsim.junit;

import dev.sevsim.bus.Party;
import dev.sevsim.machine.Keyboard;
import dev.sevsim.machine.Launch;
import dev.sevsim.machine.LaunchListener;
import dev.sevsim.machine.Machine;
import dev.sevsim.machine.RunningGuest;
import dev.sevsim.machine.act.ActRunner;
import dev.sevsim.scenario.Answer;
import dev.sevsim.scenario.LaunchResult;
import dev.sevsim.scenario.Observed;
import dev.sevsim.scenario.Watch;
import java.util.ArrayList;
import java.util.List;

/** A machine of a test that is on, with everything that is kept of it. */
final class WatchedMachine {
    private final Machine machine;
    private final Watch watch;
    private final Observed observed;
    private volatile boolean launched;

    WatchedMachine(Machine machine, Watch watch) {
        this.machine = machine;
        this.watch = watch;
        this.observed = watch.begin(machine);
    }

    Machine machine() {
        return machine;
    }

    Watch watch() {
        return watch;
    }

    /** Runs the described launch to its end; {@code listener} receives its steps and what the guest prints. */
    LaunchResult launch(LaunchListener listener) {
        launched = true;
        return watch.result(observed, Launch.run(machine, watch.listening(listener), Keyboard.NONE));
    }

    /** Launches the described guest, which stays up; {@code listener} as for {@link #launch}. */
    RunningGuest start(LaunchListener listener) {
        launched = true;
        return Launch.start(machine, watch.listening(listener));
    }

    /** Whether a launch began on the machine, also one that the test runs stage by stage. */
    boolean hasLaunched() {
        return launched
                || watch.records().stream()
                        .anyMatch(record -> record.event().to().equals(Party.OWNER.label()));
    }

    /** What fails a test: an error of the firmware that was not expected, an act or a fault that did not happen. */
    List<String> problems(boolean errorsExpected) {
        List<String> problems = new ArrayList<>();
        if (!errorsExpected) {
            for (Answer answer : watch.errors().unexpected()) {
                problems.add("the firmware answered " + answer.name() + " with " + answer.text()
                        + answer.why().map(why -> ": " + LaunchResult.text(why)).orElse("")
                        + "; an assertion on the answer or expectFirmwareErrors() expects it");
            }
        }
        if (launched) {
            for (ActRunner.Missed missed : machine.pendingActs()) {
                problems.add("the act '" + missed.act() + "' was not done: " + missed.why());
            }
            machine.pendingFaults().forEach(fault -> problems.add("the fault '" + fault + "' did not happen"));
        }
        return problems;
    }
}
