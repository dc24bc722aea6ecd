package dev.sevsim.psp.platform;

import dev.sevsim.abi.firmware.ApiVersion;

/**
 * Which firmware runs.
 *
 * @param api its API version
 * @param build its build, 0 to 255
 */
public record FirmwareVersion(ApiVersion api, int build) {}
