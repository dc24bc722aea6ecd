package dev.sevsim.psp.keys;

import dev.sevsim.abi.firmware.SevStatus;

/**
 * Why the persistent store could not be used.
 *
 * @param status of the command
 * @param rule what should have been
 * @param found what was
 */
public record StoreFault(SevStatus status, String rule, String found) {}
