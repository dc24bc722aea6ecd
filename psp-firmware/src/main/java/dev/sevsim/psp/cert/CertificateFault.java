package dev.sevsim.psp.cert;

import dev.sevsim.abi.firmware.SevStatus;

/**
 * Why the firmware does not accept a certificate.
 *
 * @param status of the command
 * @param rule the rule that was broken
 * @param found the field at fault and what it holds
 */
public record CertificateFault(SevStatus status, String rule, String found) {}
