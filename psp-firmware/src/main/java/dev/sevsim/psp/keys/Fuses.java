package dev.sevsim.psp.keys;

import dev.sevsim.abi.cert.AmdCertificate;

/**
 * What is fixed in a chip when it is made.
 *
 * @param chip the secret from which the chip derives keys of its own
 * @param root the one AMD root that the firmware accepts
 * @param firmwareKey the key whose signature firmware images need; here the one that also signs CEKs, our choice
 */
public record Fuses(ChipSecret chip, PinnedRoot root, AmdCertificate firmwareKey) {
    /** The fuses of a chip under these ARK and ASK certificates. */
    public static Fuses of(ChipSecret chip, AmdCertificate ark, AmdCertificate ask) {
        return new Fuses(chip, PinnedRoot.of(ark), ask);
    }
}
