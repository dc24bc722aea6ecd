package dev.sevsim.psp.command.debug;

import dev.sevsim.abi.firmware.DebugTransfer;
import dev.sevsim.abi.firmware.PlatformState;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.psp.command.CommandResult.Refused;
import dev.sevsim.psp.command.Refusals;
import dev.sevsim.psp.platform.AddressFault;
import dev.sevsim.psp.platform.Guest;
import dev.sevsim.psp.platform.Platform;
import java.util.Optional;

/**
 * What DBG_DECRYPT and DBG_ENCRYPT check, which is the same.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.6.
 */
final class DebugChecks {
    static final String SOURCE = "docs/reference/sev-firmware-api.md section 4.6";
    private static final int BLOCK_SIZE = 16;

    private DebugChecks() {}

    static Optional<Refused> check(DebugTransfer in, Platform platform) {
        if (platform.state() != PlatformState.WORKING) {
            return Optional.of(Refusals.platformState(platform, "WORKING", SOURCE));
        }
        if ((in.sourceAddress() & BLOCK_SIZE - 1) != 0) {
            return Optional.of(Refusals.misaligned("SRC_PADDR", BLOCK_SIZE, in.sourceAddress(), SOURCE));
        }
        if ((in.destinationAddress() & BLOCK_SIZE - 1) != 0) {
            return Optional.of(Refusals.misaligned("DST_PADDR", BLOCK_SIZE, in.destinationAddress(), SOURCE));
        }
        if ((in.length() & BLOCK_SIZE - 1) != 0) {
            return Optional.of(Refusals.length("LENGTH", "a multiple of 16", in.length(), SOURCE));
        }
        Guest guest = platform.guest(in.handle()).orElse(null);
        if (guest == null) {
            return Optional.of(Refusals.unknownGuest(in.handle(), SOURCE));
        }
        if (guest.policy().noDebug()) {
            return Optional.of(Refused.of(
                    SevStatus.POLICY_FAILURE,
                    "the policy must allow debugging, NODBG 0",
                    "POLICY " + guest.policy(),
                    SOURCE));
        }
        if (!guest.isActive()) {
            return Optional.of(Refusals.inactive(guest, SOURCE));
        }
        if (in.length() == 0) {
            return Optional.of(Refusals.length("LENGTH", "not 0", in.length(), SOURCE));
        }
        return checkRanges(in, platform);
    }

    private static Optional<Refused> checkRanges(DebugTransfer in, Platform platform) {
        long length = Integer.toUnsignedLong(in.length());
        Optional<AddressFault> fault = platform.memory().copyFault(in.sourceAddress(), length);
        if (fault.isPresent()) {
            return Optional.of(Refusals.address("SRC_PADDR", fault.get(), SOURCE));
        }
        fault = platform.memory().copyFault(in.destinationAddress(), length);
        return fault.map(found -> Refusals.address("DST_PADDR", found, SOURCE));
    }
}
