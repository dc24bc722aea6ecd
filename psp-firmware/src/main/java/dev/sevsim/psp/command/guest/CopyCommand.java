package dev.sevsim.psp.command.guest;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.Copy;
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
 * COPY (0x24): moves pages of a guest to another place in memory under the same key. WORKING, active; any guest state.
 *
 * <p>When source and destination are the same page, nothing is done and nothing more is checked. Ranges that overlap are moved as
 * if the whole source were read first: our choice.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.2.
 */
final class CopyCommand implements FirmwareCommand {
    private static final String SOURCE = "docs/reference/sev-firmware-api.md section 4.2";

    @Override
    public CommandId id() {
        return CommandId.COPY;
    }

    @Override
    public Optional<StructLayout> layout() {
        return Optional.of(Copy.LAYOUT);
    }

    @Override
    public WriteBack writeBack() {
        return WriteBack.NEVER;
    }

    @Override
    public CommandResult execute(Bytes buffer, Platform platform) {
        Copy in = Copy.decode(buffer);
        if (platform.state() != PlatformState.WORKING) {
            return Refusals.platformState(platform, "WORKING", SOURCE);
        }
        Guest guest = platform.guest(in.handle()).orElse(null);
        if (guest == null) {
            return Refusals.unknownGuest(in.handle(), SOURCE);
        }
        if (!guest.isActive()) {
            return Refusals.inactive(guest, SOURCE);
        }
        if (in.length() == 0 || (in.length() & Page.SIZE - 1) != 0) {
            return Refusals.length("LENGTH", "a multiple of 0x1000 and not 0", in.length(), SOURCE);
        }
        if ((in.sourceAddress() & Page.SIZE - 1) != 0) {
            return Refusals.misaligned("SRC_PADDR", Page.SIZE, in.sourceAddress(), SOURCE);
        }
        if ((in.destinationAddress() & Page.SIZE - 1) != 0) {
            return Refusals.misaligned("DST_PADDR", Page.SIZE, in.destinationAddress(), SOURCE);
        }
        HostMemory memory = platform.memory();
        if (memory.plain(in.sourceAddress()) == memory.plain(in.destinationAddress())) {
            return Completed.silently();
        }
        long length = Integer.toUnsignedLong(in.length());
        Optional<AddressFault> fault = memory.windowFault(in.sourceAddress(), length);
        if (fault.isPresent()) {
            return Refusals.address("SRC_PADDR", fault.get(), SOURCE);
        }
        fault = memory.windowFault(in.destinationAddress(), length);
        if (fault.isPresent()) {
            return Refusals.address("DST_PADDR", fault.get(), SOURCE);
        }
        byte[] plaintext = memory.readGuest(guest.asid(), in.sourceAddress(), in.length());
        memory.writeGuest(guest.asid(), in.destinationAddress(), plaintext);
        platform.release(plaintext);
        return Completed.silently();
    }
}
