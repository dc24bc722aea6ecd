package dev.sevsim.psp.platform;

import dev.sevsim.abi.firmware.ApiVersion;

/**
 * The firmware that runs.
 *
 * @param api its API version
 * @param build its build, 0 to 255
 */
public record FirmwareVersion(ApiVersion api, int build) {
    /** Whether this is the same firmware or a newer one; builds count within one API version. */
    public boolean isAtLeast(FirmwareVersion other) {
        return api.equals(other.api) ? build >= other.build : api.isAtLeast(other.api);
    }

    @Override
    public String toString() {
        return "API " + api + " build " + build;
    }
}
