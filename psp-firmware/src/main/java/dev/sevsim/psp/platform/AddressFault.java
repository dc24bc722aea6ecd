package dev.sevsim.psp.platform;

import dev.sevsim.abi.firmware.SevStatus;

/**
 * Why the firmware does not touch an address that the host gave.
 *
 * @param status of the command
 * @param rule the rule that was broken
 * @param found the address and length at fault
 */
public record AddressFault(SevStatus status, String rule, String found) {}
