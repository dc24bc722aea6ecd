package dev.sevsim.simulator;

import dev.sevsim.bus.tap.ConsoleView;
import dev.sevsim.bus.time.SeededRandom;
import dev.sevsim.bus.time.SimClock;
import dev.sevsim.bus.trace.Trace;
import dev.sevsim.psp.FirmwareProfile;
import dev.sevsim.psp.keys.PlatformIdentity;
import java.nio.file.Path;
import java.util.Optional;

/** Platforms that live in a state directory. */
public final class Platforms {
    private Platforms() {}

    /** The certificates of the platform in {@code directory}; a new platform is made from {@code seed} and saved. */
    public static PlatformCertificates certificates(Path directory, long seed) {
        Machine.Plan plan = new Machine.Plan(
                FirmwareProfile.milan(),
                Optional.of(new StateDirectory(directory)),
                SeededRandom.of(seed),
                new SimClock(),
                Trace.NONE,
                ConsoleView.HIDDEN,
                0);
        try (Machine machine = new Machine(plan)) {
            PlatformIdentity identity = machine.processor().identity().orElseThrow();
            return PlatformCertificates.of(identity, machine.processor());
        }
    }
}
