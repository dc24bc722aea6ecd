package dev.sevsim.junit;

import dev.sevsim.machine.Launch;
import dev.sevsim.machine.LaunchListener;
import dev.sevsim.machine.LaunchRefusedException;
import dev.sevsim.machine.LaunchReport;
import dev.sevsim.machine.LaunchRequest;
import dev.sevsim.machine.RunningLaunch;
import java.util.ArrayList;
import java.util.List;

/** What a test launches guests with; every launch has a machine of its own. */
public final class SevSimulator {
    private final long seed;
    private final List<RunningLaunch> running = new ArrayList<>();

    SevSimulator(long seed) {
        this.seed = seed;
    }

    /** The seed of every launch. */
    public long seed() {
        return seed;
    }

    /** Runs one launch to its end; a refusal is a report like any other. */
    public LaunchReport launch(LaunchRequest request) {
        return Launch.run(request, Launch.Options.ofSeed(seed), LaunchListener.NONE, null);
    }

    /**
     * Launches a guest that stays up until the test ends: its files, its shell, the host's view of its memory.
     *
     * @throws LaunchRefusedException when the launch ends before the guest runs
     */
    public RunningLaunch start(LaunchRequest request) {
        RunningLaunch launch = Launch.start(request, Launch.Options.ofSeed(seed), LaunchListener.NONE);
        running.add(launch);
        return launch;
    }

    /** Pulls the plug of every guest that is still up. */
    void close() {
        running.forEach(RunningLaunch::close);
        running.clear();
    }
}
