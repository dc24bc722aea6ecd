package dev.sevsim.service;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.chip.ChipGeneration;
import dev.sevsim.amd.SimulatedAmd;

/** The root of simulated platforms. */
final class TestRoots {
    private TestRoots() {}

    /** An ARK certificate. */
    static Bytes ark() {
        return SimulatedAmd.of(ChipGeneration.MILAN).ark().encode();
    }
}
