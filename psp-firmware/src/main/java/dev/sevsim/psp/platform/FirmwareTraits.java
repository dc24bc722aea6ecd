package dev.sevsim.psp.platform;

import dev.sevsim.psp.flaw.FirmwareFlaw;
import dev.sevsim.psp.keys.AmdRoots;
import java.util.Set;

/**
 * What a generation's firmware is.
 *
 * @param version its version
 * @param memoryKeyBytes bytes of a guest's memory key
 * @param flaws weaknesses that it has
 * @param roots whose certificates stand above the chip's, and whose key signs its firmware
 */
public record FirmwareTraits(FirmwareVersion version, int memoryKeyBytes, Set<FirmwareFlaw> flaws, AmdRoots roots) {}
