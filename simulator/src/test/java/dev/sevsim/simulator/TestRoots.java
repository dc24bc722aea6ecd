package dev.sevsim.simulator;

import dev.sevsim.abi.Bytes;
import dev.sevsim.bus.time.SeededRandom;
import dev.sevsim.bus.trace.Trace;
import dev.sevsim.psp.FirmwareProfile;
import dev.sevsim.psp.SecureProcessor;
import dev.sevsim.psp.keys.ChipSecret;

/** The root of simulated platforms. */
public final class TestRoots {
    private TestRoots() {}

    /** An ARK certificate. */
    public static Bytes ark() {
        FirmwareProfile profile = FirmwareProfile.milan();
        SeededRandom random = SeededRandom.of(1);
        return SecureProcessor.onBoard(
                        ChipSecret.embedded(),
                        SecureProcessor.Board.of(profile.memory(1 << 20, random)),
                        profile,
                        random,
                        Trace.NONE)
                .ark()
                .encode();
    }
}
