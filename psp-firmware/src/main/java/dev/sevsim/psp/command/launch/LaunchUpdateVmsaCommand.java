package dev.sevsim.psp.command.launch;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.LaunchUpdate;
import dev.sevsim.abi.firmware.Vmsa;
import dev.sevsim.psp.command.BufferedCommand;
import dev.sevsim.psp.command.Checks;
import dev.sevsim.psp.command.CommandResult;
import dev.sevsim.psp.command.CommandResult.Completed;
import dev.sevsim.psp.command.Refusals;
import dev.sevsim.psp.command.Sources;
import dev.sevsim.psp.platform.Guest;
import dev.sevsim.psp.platform.HostMemory;
import dev.sevsim.psp.platform.Platform;
import java.util.Arrays;

/**
 * LAUNCH_UPDATE_VMSA (0x32): measures the save area of one vCPU and encrypts it in place. WORKING, LUPDATE, ES, active.
 *
 * <p>The length is tested first of all. The digest takes the page as the host supplied it; only then is the page given its
 * integrity record, so measured bytes and memory differ at 0x380 to 0x38F. A refusal leaves the page alone: our choice.
 *
 * <p>Answers SUCCESS or, in the order of the checks:
 *
 * <ul>
 *   <li>INVALID_LENGTH: LENGTH is not 0x1000
 *   <li>INVALID_PLATFORM_STATE: the platform is not in WORKING
 *   <li>INVALID_GUEST: HANDLE names no guest
 *   <li>INVALID_GUEST_STATE: the guest is not in LUPDATE
 *   <li>UNSUPPORTED: the policy has no ES
 *   <li>INACTIVE: the guest has no ASID
 *   <li>INVALID_ADDRESS: PADDR is no multiple of 16
 *   <li>INVALID_PARAM, INVALID_ADDRESS: the range at PADDR cannot be copied
 *   <li>RESOURCE_LIMIT: no integrity record is free
 * </ul>
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.3.
 */
public final class LaunchUpdateVmsaCommand extends BufferedCommand<LaunchUpdate> {
    public LaunchUpdateVmsaCommand() {
        super(CommandId.LAUNCH_UPDATE_VMSA, LaunchUpdate.CODEC);
    }

    @Override
    protected CommandResult execute(LaunchUpdate in, Platform platform) {
        return Checks.of(platform, Sources.LAUNCH)
                .reject(
                        in.length() != Vmsa.SIZE,
                        () -> Refusals.length("LENGTH", "0x1000", in.length(), Sources.LAUNCH))
                .working()
                .guest(in.handle())
                .in(GuestState.LUPDATE)
                .withEncryptedState()
                .active()
                .aligned("PADDR", Checks.BLOCK_SIZE, in.address())
                .copyable("PADDR", in.address(), Vmsa.SIZE)
                .then(guest -> perform(in, guest, platform));
    }

    private static CommandResult perform(LaunchUpdate in, Guest guest, Platform platform) {
        if (platform.vmsaRecords().isFull()) {
            return Refusals.noIntegrityRecord(Sources.LAUNCH);
        }
        measure(in.address(), guest, platform);
        return Completed.silently();
    }

    private static void measure(long address, Guest guest, Platform platform) {
        HostMemory memory = platform.memory();
        byte[] page = memory.readArray(address, Vmsa.SIZE);
        platform.digestFor(guest, address, page.length).update(page);
        platform.vmsaRecords().seal(guest.handle(), page);
        memory.writeGuest(guest.asid(), address, page);
        Arrays.fill(page, (byte) 0);
    }
}
