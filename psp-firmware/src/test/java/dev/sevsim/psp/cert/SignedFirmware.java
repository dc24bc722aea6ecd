package dev.sevsim.psp.cert;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.chip.ChipGeneration;
import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.amd.SimulatedAmd;

/** Firmware images as AMD publishes them. */
public final class SignedFirmware {
    private SignedFirmware() {}

    /** An image for chips of a generation. */
    public static Bytes of(ChipGeneration generation, ApiVersion api, int build, Bytes payload) {
        SimulatedAmd amd = SimulatedAmd.of(generation);
        Bytes unsigned =
                FirmwareImage.unsigned(api, build, payload, amd.ask().modulus().length());
        return Bytes.concat(unsigned, amd.signFirmware(unsigned));
    }
}
