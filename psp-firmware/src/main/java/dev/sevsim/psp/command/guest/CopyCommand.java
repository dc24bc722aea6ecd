package dev.sevsim.psp.command.guest;

import dev.sevsim.abi.Page;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.Copy;
import dev.sevsim.psp.command.BufferedCommand;
import dev.sevsim.psp.command.Checks;
import dev.sevsim.psp.command.CommandResult;
import dev.sevsim.psp.command.CommandResult.Completed;
import dev.sevsim.psp.command.Refusals;
import dev.sevsim.psp.command.Sources;
import dev.sevsim.psp.platform.AddressFault;
import dev.sevsim.psp.platform.Guest;
import dev.sevsim.psp.platform.HostMemory;
import dev.sevsim.psp.platform.Platform;
import java.util.Optional;

/**
 * COPY (0x24): moves pages of a guest to another place in memory under the same key. WORKING, active; any guest state.
 *
 * <p>When source and destination are the same page, nothing is done and nothing more is checked. Ranges that overlap are moved as
 * if the whole source were read first: our choice.
 *
 * <p>Answers SUCCESS or, in the order of the checks:
 *
 * <ul>
 *   <li>INVALID_PLATFORM_STATE: the platform is not in WORKING
 *   <li>INVALID_GUEST: HANDLE names no guest
 *   <li>INACTIVE: the guest has no ASID
 *   <li>INVALID_LENGTH: LENGTH is 0 or no multiple of 0x1000
 *   <li>INVALID_ADDRESS: SRC_PADDR or DST_PADDR is no multiple of 0x1000
 *   <li>INVALID_PARAM, INVALID_ADDRESS: a range crosses a 64 MiB boundary or cannot be copied
 * </ul>
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.2.
 */
public final class CopyCommand extends BufferedCommand<Copy> {
    public CopyCommand() {
        super(CommandId.COPY, Copy.CODEC);
    }

    @Override
    protected CommandResult execute(Copy in, Platform platform) {
        return Checks.ofGuest(in.handle(), platform, Sources.GUEST)
                .active()
                .reject(
                        in.length() == 0 || (in.length() & Page.SIZE - 1) != 0,
                        () -> Refusals.length("LENGTH", "a multiple of 0x1000 and not 0", in.length(), Sources.GUEST))
                .aligned("SRC_PADDR", Page.SIZE, in.sourceAddress())
                .aligned("DST_PADDR", Page.SIZE, in.destinationAddress())
                .then(guest -> perform(in, guest, platform));
    }

    private static CommandResult perform(Copy in, Guest guest, Platform platform) {
        HostMemory memory = platform.memory();
        if (memory.plain(in.sourceAddress()) == memory.plain(in.destinationAddress())) {
            return Completed.silently();
        }
        long length = Integer.toUnsignedLong(in.length());
        Optional<AddressFault> fault = memory.windowFault(in.sourceAddress(), length);
        if (fault.isPresent()) {
            return Refusals.address("SRC_PADDR", fault.get(), Sources.GUEST);
        }
        fault = memory.windowFault(in.destinationAddress(), length);
        if (fault.isPresent()) {
            return Refusals.address("DST_PADDR", fault.get(), Sources.GUEST);
        }
        byte[] plaintext = memory.readGuest(guest.asid(), in.sourceAddress(), in.length());
        memory.writeGuest(guest.asid(), in.destinationAddress(), plaintext);
        platform.release(plaintext);
        return Completed.silently();
    }
}
