package dev.sevsim.psp.command.launch;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.LaunchUpdateData;
import dev.sevsim.abi.firmware.PlatformState;
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
import java.util.Optional;

/**
 * LAUNCH_UPDATE_DATA (0x31): measures plaintext and encrypts it in place. WORKING, LUPDATE, active.
 *
 * <p>Goes page by page: an illegal page ends it with INVALID_ADDRESS, and the pages before it stay measured and encrypted. A null
 * address is INVALID_PARAM as for every other copy: our choice.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.3.
 */
final class LaunchUpdateDataCommand implements FirmwareCommand {
    private static final String SOURCE = "docs/reference/sev-firmware-api.md section 4.3";
    private static final int BLOCK_SIZE = 16;

    @Override
    public CommandId id() {
        return CommandId.LAUNCH_UPDATE_DATA;
    }

    @Override
    public Optional<StructLayout> layout() {
        return Optional.of(LaunchUpdateData.LAYOUT);
    }

    @Override
    public WriteBack writeBack() {
        return WriteBack.NEVER;
    }

    @Override
    public CommandResult execute(Bytes buffer, Platform platform) {
        LaunchUpdateData in = LaunchUpdateData.decode(buffer);
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
        if (!guest.isActive()) {
            return Refusals.inactive(guest, SOURCE);
        }
        if ((in.address() & BLOCK_SIZE - 1) != 0) {
            return Refusals.misaligned("PADDR", BLOCK_SIZE, in.address(), SOURCE);
        }
        if (in.length() == 0 || (in.length() & BLOCK_SIZE - 1) != 0) {
            return Refusals.length("LENGTH", "a multiple of 16 and not 0", in.length(), SOURCE);
        }
        HostMemory memory = platform.memory();
        Optional<AddressFault> start = memory.copyFault(in.address(), BLOCK_SIZE);
        if (start.isPresent()) {
            return Refusals.address("PADDR", start.get(), SOURCE);
        }
        long length = Integer.toUnsignedLong(in.length());
        long legal = memory.legalPrefix(in.address(), length);
        if (legal > 0) {
            memory.measureAndEncrypt(guest.asid(), in.address(), legal, platform.digestFor(guest, in.address(), legal));
        }
        if (legal < length) {
            AddressFault fault = memory.rangeFault(in.address(), length).orElseThrow();
            return Refusals.address("PADDR", fault, SOURCE);
        }
        return Completed.silently();
    }
}
