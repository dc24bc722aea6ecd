package dev.sevsim.junit;

import dev.sevsim.bus.Tap;
import dev.sevsim.machine.Keyboard;
import dev.sevsim.machine.Launch;
import dev.sevsim.machine.LaunchListener;
import dev.sevsim.machine.LaunchRefusedException;
import dev.sevsim.machine.LaunchReport;
import dev.sevsim.machine.Machine;
import dev.sevsim.machine.MachineSpec;
import dev.sevsim.machine.RunningGuest;
import java.util.ArrayList;
import java.util.List;

/**
 * Machines and launches of one test. Every launch has a machine of its own, which is switched off at the end of the test.
 *
 * <pre>{@code
 * @SevTest
 * class MyTest {
 *     @Test
 *     void findsItsSecret(SevSimulator simulator) {
 *         LaunchReport report = simulator.launch(simulator.spec().build());
 *
 *         assertThat(report.outcome()).isEqualTo("accepted");
 *     }
 * }
 * }</pre>
 */
public final class SevSimulator {
    private final long seed;
    private final List<Tap> taps = new ArrayList<>();
    private final List<Machine> machines = new ArrayList<>();

    SevSimulator(long seed) {
        this.seed = seed;
    }

    /** The seed of every machine. */
    public long seed() {
        return seed;
    }

    /** Starts the description of a machine, with the seed of this test. */
    public MachineSpec.Builder spec() {
        return MachineSpec.builder().seed(seed);
    }

    /**
     * Puts a tap on every link of the machines that are assembled from now on.
     *
     * @return this
     */
    public SevSimulator tap(Tap tap) {
        taps.add(tap);
        return this;
    }

    /** Assembles a machine that is switched off when the test ends. */
    public Machine assemble(MachineSpec spec) {
        Machine.Assembly assembly = Machine.of(spec);
        for (Tap tap : taps) {
            assembly = assembly.tap(tap);
        }
        Machine machine = assembly.assemble();
        machines.add(machine);
        return machine;
    }

    /** Runs one launch to its end; the report of a refused launch has the reason. */
    public LaunchReport launch(MachineSpec spec) {
        return launch(spec, LaunchListener.NONE);
    }

    /** As {@link #launch(MachineSpec)}; the steps and the guest's console are reported to {@code listener}. */
    public LaunchReport launch(MachineSpec spec, LaunchListener listener) {
        return Launch.run(assemble(spec), listener, Keyboard.NONE);
    }

    /**
     * Launches a guest that runs until the end of the test: its files, its shell, the host's view of its memory.
     *
     * @throws LaunchRefusedException when the launch ends before the guest runs
     */
    public RunningGuest start(MachineSpec spec) {
        return start(spec, LaunchListener.NONE);
    }

    /** As {@link #start(MachineSpec)}; the steps and the guest's console are reported to {@code listener}. */
    public RunningGuest start(MachineSpec spec, LaunchListener listener) {
        return Launch.start(assemble(spec), listener);
    }

    /** Switches off all machines. */
    void close() {
        machines.forEach(Machine::close);
        machines.clear();
    }
}
