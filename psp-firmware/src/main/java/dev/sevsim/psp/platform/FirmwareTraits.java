package dev.sevsim.psp.platform;

import dev.sevsim.psp.flaw.FirmwareFlaw;
import dev.sevsim.psp.keys.PinnedRoot;
import java.util.Set;

/**
 * What a generation's firmware is.
 *
 * @param version its version
 * @param memoryKeyBytes bytes of a guest's memory key
 * @param flaws weaknesses that it has
 * @param amdRoot the root that the chip's fuses name
 */
public record FirmwareTraits(
        FirmwareVersion version, int memoryKeyBytes, Set<FirmwareFlaw> flaws, PinnedRoot amdRoot) {}
