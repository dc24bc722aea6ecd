package dev.sevsim.service;

import dev.sevsim.abi.Bytes;
import dev.sevsim.bus.time.SeededRandom;
import dev.sevsim.bus.trace.Trace;
import dev.sevsim.psp.FirmwareProfile;
import dev.sevsim.psp.SecureProcessor;

/** The root of simulated platforms. */
final class TestRoots {
    private TestRoots() {}

    /** An ARK certificate. */
    static Bytes ark() {
        FirmwareProfile profile = FirmwareProfile.milan();
        SeededRandom random = SeededRandom.of(1);
        return SecureProcessor.embedded(profile, profile.memory(1 << 20, random), random, Trace.NONE)
                .ark()
                .encode();
    }
}
