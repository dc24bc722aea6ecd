package dev.sevsim.psp.command.debug;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.DebugTransfer;
import dev.sevsim.psp.platform.HostMemory;

/**
 * DBG_DECRYPT (0x60): writes plaintext of guest memory where the host can read it. WORKING, active; any guest state.
 *
 * <p>Alignment and length come before the handle. LENGTH 0 passes there and fails once there is something to copy. It gives
 * INVALID_LENGTH, as its real answer is not known, and ranges that overlap are moved as if the whole source were read first: our
 * choices.
 * The C-bit of the destination picks its key.
 *
 * <p>Answers SUCCESS or, in the order of the checks:
 *
 * <ul>
 *   <li>INVALID_PLATFORM_STATE: the platform is not in WORKING
 *   <li>INVALID_ADDRESS: SRC_PADDR or DST_PADDR is no multiple of 16
 *   <li>INVALID_LENGTH: LENGTH is no multiple of 16
 *   <li>INVALID_GUEST: HANDLE names no guest
 *   <li>POLICY_FAILURE: the policy has NODBG
 *   <li>INACTIVE: the guest has no ASID
 *   <li>INVALID_LENGTH: LENGTH is 0
 *   <li>INVALID_PARAM, INVALID_ADDRESS: the range at SRC_PADDR or DST_PADDR cannot be copied
 * </ul>
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.6.
 */
public final class DbgDecryptCommand extends DebugCommand {
    public DbgDecryptCommand() {
        super(CommandId.DBG_DECRYPT);
    }

    @Override
    byte[] move(DebugTransfer in, int asid, HostMemory memory) {
        byte[] plaintext = memory.readGuest(asid, in.sourceAddress(), in.length());
        memory.writeArray(in.destinationAddress(), plaintext);
        return plaintext;
    }
}
