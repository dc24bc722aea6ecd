package dev.sevsim.psp.command.debug;

import dev.sevsim.abi.firmware.DebugTransfer;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.psp.command.Checks;
import dev.sevsim.psp.command.CommandResult.Refused;
import dev.sevsim.psp.command.Refusals;
import dev.sevsim.psp.platform.Guest;
import dev.sevsim.psp.platform.Platform;
import java.util.Optional;

/**
 * The checks that DBG_DECRYPT and DBG_ENCRYPT share.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.6.
 */
final class DebugChecks {
    static final String SOURCE = "docs/reference/sev-firmware-api.md section 4.6";
    private static final int BLOCK_SIZE = 16;

    private DebugChecks() {}

    static Checks check(DebugTransfer in, Platform platform) {
        long length = Integer.toUnsignedLong(in.length());
        return Checks.of(platform, SOURCE)
                .working()
                .aligned("SRC_PADDR", BLOCK_SIZE, in.sourceAddress())
                .aligned("DST_PADDR", BLOCK_SIZE, in.destinationAddress())
                .reject(
                        (in.length() & BLOCK_SIZE - 1) != 0,
                        () -> Refusals.length("LENGTH", "a multiple of 16", in.length(), SOURCE))
                .guest(in.handle())
                .that(DebugChecks::checkPolicy)
                .active()
                .reject(in.length() == 0, () -> Refusals.length("LENGTH", "not 0", in.length(), SOURCE))
                .copyable("SRC_PADDR", in.sourceAddress(), length)
                .copyable("DST_PADDR", in.destinationAddress(), length);
    }

    private static Optional<Refused> checkPolicy(Guest guest) {
        return guest.policy().noDebug()
                ? Optional.of(Refused.of(
                        SevStatus.POLICY_FAILURE,
                        "the policy must allow debugging, NODBG 0",
                        "POLICY " + guest.policy(),
                        SOURCE))
                : Optional.empty();
    }
}
