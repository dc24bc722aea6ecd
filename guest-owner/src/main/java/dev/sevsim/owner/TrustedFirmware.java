package dev.sevsim.owner;

import dev.sevsim.abi.firmware.ApiVersion;
import java.util.Set;

/**
 * Versions of a processor's firmware that an owner trusts.
 *
 * <p>Source: docs/reference/guest-owner-tools.md section 2.5.
 *
 * @param minimum oldest API version
 * @param builds builds; empty for any
 */
public record TrustedFirmware(ApiVersion minimum, Set<Integer> builds) {
    /** Every version. */
    public static final TrustedFirmware ANY = from(new ApiVersion(0, 0));

    public TrustedFirmware {
        builds = Set.copyOf(builds);
    }

    /** An API version and all after it, of any build. */
    public static TrustedFirmware from(ApiVersion oldest) {
        return new TrustedFirmware(oldest, Set.of());
    }
}
