package dev.sevsim.abi.firmware;

/**
 * A firmware API version.
 *
 * @param major 0 to 255
 * @param minor 0 to 255
 */
public record ApiVersion(int major, int minor) {
    /** Whether firmware of this version satisfies a policy that requires {@code minimum}. */
    public boolean isAtLeast(ApiVersion minimum) {
        return major > minimum.major || (major == minimum.major && minor >= minimum.minor);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
