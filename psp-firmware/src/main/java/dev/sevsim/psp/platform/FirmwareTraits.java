package dev.sevsim.psp.platform;

import dev.sevsim.abi.chip.FirmwareFlaw;
import java.util.Set;

/**
 * What a generation's firmware is.
 *
 * @param version its version
 * @param memoryKeyBytes bytes of a guest's memory key
 * @param flaws weaknesses that it has
 * @param largestImage bytes of the largest firmware image that it loads
 */
public record FirmwareTraits(FirmwareVersion version, int memoryKeyBytes, Set<FirmwareFlaw> flaws, int largestImage) {}
