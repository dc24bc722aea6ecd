package dev.sevsim.psp.command.launch;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.LaunchUpdateVmsa;
import dev.sevsim.abi.firmware.PlatformState;
import dev.sevsim.abi.firmware.Vmsa;
import dev.sevsim.abi.layout.StructLayout;
import dev.sevsim.psp.command.CommandResult;
import dev.sevsim.psp.command.CommandResult.Completed;
import dev.sevsim.psp.command.FirmwareCommand;
import dev.sevsim.psp.command.Refusals;
import dev.sevsim.psp.command.WriteBack;
import dev.sevsim.psp.platform.AddressFault;
import dev.sevsim.psp.platform.Guest;
import dev.sevsim.psp.platform.HostMemory;
import dev.sevsim.psp.platform.Platform;
import java.util.Arrays;
import java.util.Optional;

/**
 * LAUNCH_UPDATE_VMSA (0x32): measures the save area of one vCPU and encrypts it in place. WORKING, LUPDATE, ES, active.
 *
 * <p>The length is tested first of all. The digest takes the page as the host supplied it; only then is the page given its
 * integrity record, so measured bytes and memory differ at 0x380 to 0x38F. A refusal leaves the page alone: our choice.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.3.
 */
final class LaunchUpdateVmsaCommand implements FirmwareCommand {
    private static final String SOURCE = "docs/reference/sev-firmware-api.md section 4.3";
    private static final int BLOCK_SIZE = 16;

    @Override
    public CommandId id() {
        return CommandId.LAUNCH_UPDATE_VMSA;
    }

    @Override
    public Optional<StructLayout> layout() {
        return Optional.of(LaunchUpdateVmsa.LAYOUT);
    }

    @Override
    public WriteBack writeBack() {
        return WriteBack.NEVER;
    }

    @Override
    public CommandResult execute(Bytes buffer, Platform platform) {
        LaunchUpdateVmsa in = LaunchUpdateVmsa.decode(buffer);
        if (in.length() != Vmsa.SIZE) {
            return Refusals.length("LENGTH", "0x1000", in.length(), SOURCE);
        }
        if (platform.state() != PlatformState.WORKING) {
            return Refusals.platformState(platform, "WORKING", SOURCE);
        }
        Guest guest = platform.guest(in.handle()).orElse(null);
        if (guest == null) {
            return Refusals.unknownGuest(in.handle(), SOURCE);
        }
        if (guest.state() != GuestState.LUPDATE) {
            return Refusals.guestState(guest, GuestState.LUPDATE, SOURCE);
        }
        if (!guest.policy().encryptedState()) {
            return Refusals.withoutEs(guest, SOURCE);
        }
        if (!guest.isActive()) {
            return Refusals.inactive(guest, SOURCE);
        }
        if ((in.address() & BLOCK_SIZE - 1) != 0) {
            return Refusals.misaligned("PADDR", BLOCK_SIZE, in.address(), SOURCE);
        }
        Optional<AddressFault> fault = platform.memory().copyFault(in.address(), Vmsa.SIZE);
        if (fault.isPresent()) {
            return Refusals.address("PADDR", fault.get(), SOURCE);
        }
        if (platform.vmsaRecords().isFull()) {
            return Refusals.noIntegrityRecord(SOURCE);
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
