package dev.sevsim.psp.command.debug;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.DebugTransfer;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.psp.command.BufferedCommand;
import dev.sevsim.psp.command.Checks;
import dev.sevsim.psp.command.CommandResult;
import dev.sevsim.psp.command.CommandResult.Completed;
import dev.sevsim.psp.command.CommandResult.Refused;
import dev.sevsim.psp.command.Refusals;
import dev.sevsim.psp.command.Sources;
import dev.sevsim.psp.platform.Guest;
import dev.sevsim.psp.platform.HostMemory;
import dev.sevsim.psp.platform.Platform;
import java.util.Optional;

/**
 * DBG_DECRYPT or DBG_ENCRYPT, which differ in the direction alone.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.6.
 */
abstract class DebugCommand extends BufferedCommand<DebugTransfer> {
    DebugCommand(CommandId id) {
        super(id, DebugTransfer.CODEC);
    }

    @Override
    protected final CommandResult execute(DebugTransfer in, Platform platform) {
        long length = Integer.toUnsignedLong(in.length());
        return Checks.of(platform, Sources.GUEST_MEMORY)
                .working()
                .aligned("SRC_PADDR", Checks.BLOCK_SIZE, in.sourceAddress())
                .aligned("DST_PADDR", Checks.BLOCK_SIZE, in.destinationAddress())
                .reject(
                        (in.length() & Checks.BLOCK_SIZE - 1) != 0,
                        () -> Refusals.length("LENGTH", "a multiple of 16", in.length(), Sources.GUEST_MEMORY))
                .guest(in.handle())
                .that(DebugCommand::checkPolicy)
                .active()
                .reject(in.length() == 0, () -> Refusals.length("LENGTH", "not 0", in.length(), Sources.GUEST_MEMORY))
                .copyable("SRC_PADDR", in.sourceAddress(), length)
                .copyable("DST_PADDR", in.destinationAddress(), length)
                .then(guest -> {
                    platform.release(move(in, guest.asid(), platform.memory()));
                    return Completed.silently();
                });
    }

    /** Moves the bytes; returns the plaintext, which the caller clears. */
    abstract byte[] move(DebugTransfer in, int asid, HostMemory memory);

    private static Optional<Refused> checkPolicy(Guest guest) {
        return guest.policy().noDebug()
                ? Optional.of(Refused.of(
                        SevStatus.POLICY_FAILURE,
                        "the policy must allow debugging, NODBG 0",
                        "POLICY " + guest.policy(),
                        Sources.GUEST_MEMORY))
                : Optional.empty();
    }
}
