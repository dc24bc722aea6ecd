package dev.sevsim.psp.command.launch;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.LaunchUpdate;
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

/**
 * LAUNCH_UPDATE_DATA (0x31): measures plaintext and encrypts it in place. WORKING, LUPDATE, active.
 *
 * <p>Goes page by page: an illegal page ends it with INVALID_ADDRESS, and the pages before it stay measured and encrypted. A null
 * address is INVALID_PARAM as for every other copy: our choice.
 *
 * <p>Answers SUCCESS or, in the order of the checks:
 *
 * <ul>
 *   <li>INVALID_PLATFORM_STATE: the platform is not in WORKING
 *   <li>INVALID_GUEST: HANDLE names no guest
 *   <li>INVALID_GUEST_STATE: the guest is not in LUPDATE
 *   <li>INACTIVE: the guest has no ASID
 *   <li>INVALID_ADDRESS: PADDR is no multiple of 16
 *   <li>INVALID_LENGTH: LENGTH is 0 or no multiple of 16
 *   <li>INVALID_PARAM: PADDR is null
 *   <li>INVALID_ADDRESS: a page is outside DRAM or reserved; the pages before it are measured and encrypted
 * </ul>
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.3.
 */
public final class LaunchUpdateDataCommand extends BufferedCommand<LaunchUpdate> {
    public LaunchUpdateDataCommand() {
        super(CommandId.LAUNCH_UPDATE_DATA, LaunchUpdate.CODEC);
    }

    @Override
    protected CommandResult execute(LaunchUpdate in, Platform platform) {
        return Checks.ofGuest(in.handle(), platform, Sources.LAUNCH)
                .in(GuestState.LUPDATE)
                .active()
                .aligned("PADDR", Checks.BLOCK_SIZE, in.address())
                .reject(
                        in.length() == 0 || (in.length() & Checks.BLOCK_SIZE - 1) != 0,
                        () -> Refusals.length("LENGTH", "a multiple of 16 and not 0", in.length(), Sources.LAUNCH))
                .copyable("PADDR", in.address(), Checks.BLOCK_SIZE)
                .then(guest -> perform(in, guest, platform));
    }

    private static CommandResult perform(LaunchUpdate in, Guest guest, Platform platform) {
        HostMemory memory = platform.memory();
        long length = Integer.toUnsignedLong(in.length());
        long legal = memory.legalPrefix(in.address(), length);
        if (legal > 0) {
            memory.measureAndEncrypt(guest.asid(), in.address(), legal, platform.digestFor(guest, in.address(), legal));
        }
        if (legal < length) {
            AddressFault fault = memory.rangeFault(in.address(), length).orElseThrow();
            return Refusals.address("PADDR", fault, Sources.LAUNCH);
        }
        return Completed.silently();
    }
}
