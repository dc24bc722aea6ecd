package dev.sevsim.junit;

import dev.sevsim.bus.Tap;
import dev.sevsim.machine.LaunchListener;
import dev.sevsim.machine.LaunchRefusedException;
import dev.sevsim.machine.Machine;
import dev.sevsim.machine.MachineSpec;
import dev.sevsim.machine.RunningGuest;
import dev.sevsim.scenario.LaunchResult;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Machines and launches of one test. Every launch has a machine of its own, which is switched off at the end of the test.
 *
 * <pre>{@code
 * @SevTest
 * class MyTest {
 *     @Test
 *     void findsItsSecret(SevSimulator sev) {
 *         LaunchResult launch = sev.launch(l -> l.append("console=ttyS0 quiet").vcpus(4));
 *
 *         assertThat(launch).isAccepted();
 *     }
 * }
 * }</pre>
 *
 * <p>Without commands of its own, a guest reads each of its secrets and prints none. An error of the firmware that no assertion and no
 * {@link #expectFirmwareErrors} expects fails the test, as does an act or a fault that did not happen.
 */
public final class SevSimulator {
    private final TestRun run;
    private final List<Tap> taps = new CopyOnWriteArrayList<>();

    SevSimulator(TestRun run) {
        this.run = run;
    }

    /** The seed of every machine. */
    public long seed() {
        return run.seed();
    }

    /** Starts the description of a machine, with the seed of this test and what its owner and its hostile host have ordered. */
    public MachineSpec.Builder spec() {
        return run.spec();
    }

    /**
     * Searches for a text in everything that the hosts of machines can reach which are assembled from now on; secrets of the owner and
     * keys are searched for without this.
     *
     * @param text 4 bytes of UTF-8 or more: shorter texts occur by chance
     * @return this
     */
    public SevSimulator searchFor(String text) {
        run.searchFor(text);
        return this;
    }

    /**
     * Lets no error of the firmware fail this test.
     *
     * @return this
     */
    public SevSimulator expectFirmwareErrors() {
        run.expectErrors();
        return this;
    }

    /**
     * Puts a tap on every link of the machines that this assembles from now on.
     *
     * @return this
     */
    public SevSimulator tap(Tap tap) {
        taps.add(tap);
        return this;
    }

    /** Assembles a machine that is switched off when the test ends. */
    public Machine assemble(MachineSpec spec) {
        return run.assemble(spec, taps).machine();
    }

    /** Runs the launch of {@code sevsim launch} without options to its end. */
    public LaunchResult launch() {
        return launch(spec().build());
    }

    /**
     * Describes a launch by the options of the command line and runs it to its end; the result of a refused launch has the reason.
     *
     * @throws dev.sevsim.io.file.InputException for options that exclude each other
     */
    public LaunchResult launch(Consumer<MachineSpec.Builder> options) {
        return launch(described(options));
    }

    /** Runs one launch to its end; the result of a refused launch has the reason. */
    public LaunchResult launch(MachineSpec spec) {
        return launch(spec, LaunchListener.NONE);
    }

    /** As {@link #launch(MachineSpec)}; the steps and the guest's console are reported to {@code listener}. */
    public LaunchResult launch(MachineSpec spec, LaunchListener listener) {
        return run.assemble(spec, taps).launch(listener);
    }

    /**
     * Launches the guest of {@code sevsim launch} without options, which runs until the end of the test.
     *
     * @throws LaunchRefusedException when the launch ends before the guest runs
     */
    public RunningGuest start() {
        return start(spec().build());
    }

    /** As {@link #start(MachineSpec)}, described by the options of the command line. */
    public RunningGuest start(Consumer<MachineSpec.Builder> options) {
        return start(described(options));
    }

    /**
     * Launches a guest that runs until the end of the test: its files as {@link java.nio.file.Path}, its shell, the host's view of its
     * memory.
     *
     * @throws LaunchRefusedException when the launch ends before the guest runs
     */
    public RunningGuest start(MachineSpec spec) {
        return start(spec, LaunchListener.NONE);
    }

    /** As {@link #start(MachineSpec)}; the steps and the guest's console are reported to {@code listener}. */
    public RunningGuest start(MachineSpec spec, LaunchListener listener) {
        return run.assemble(spec, taps).start(listener);
    }

    private MachineSpec described(Consumer<MachineSpec.Builder> options) {
        MachineSpec.Builder spec = spec();
        options.accept(spec);
        return spec.build();
    }
}
