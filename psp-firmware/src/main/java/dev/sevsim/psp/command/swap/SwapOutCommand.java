package dev.sevsim.psp.command.swap;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.firmware.SwapMetadata;
import dev.sevsim.abi.firmware.SwapOut;
import dev.sevsim.abi.firmware.Vmsa;
import dev.sevsim.psp.command.BufferedCommand;
import dev.sevsim.psp.command.Checks;
import dev.sevsim.psp.command.CommandResult;
import dev.sevsim.psp.command.CommandResult.Completed;
import dev.sevsim.psp.command.CommandResult.Refused;
import dev.sevsim.psp.command.Sources;
import dev.sevsim.psp.command.WriteBack;
import dev.sevsim.psp.platform.Guest;
import dev.sevsim.psp.platform.HostMemory;
import dev.sevsim.psp.platform.Platform;
import dev.sevsim.psp.platform.SwapKey;
import java.util.Arrays;
import java.util.Optional;

/**
 * SWAP_OUT (0x70): seals a guest page and its metadata entry for storage outside memory. WORKING, active; any guest state.
 *
 * <p>A page is a save area when it has an integrity record of the guest that matches, else data. The guest page stays as it is, and
 * so does its record: our choices.
 *
 * <p>Answers SUCCESS or, in the order of the checks:
 *
 * <ul>
 *   <li>INVALID_PLATFORM_STATE: the platform is not in WORKING
 *   <li>INVALID_PARAM, INVALID_ADDRESS: the range at SRC_PADDR or DST_PADDR or MDATA_PADDR cannot be copied
 *   <li>INVALID_ADDRESS: a page or the metadata entry is misaligned
 *   <li>INVALID_PARAM: the metadata entry overlaps a page
 *   <li>INVALID_PARAM: a large page is named as a save area
 *   <li>INVALID_GUEST: HANDLE names no guest
 *   <li>INACTIVE: the guest has no ASID
 *   <li>AEAD_OFLOW: the guest's swap counter is exhausted
 *   <li>INVALID_PARAM: PAGE_TYPE is not that of the page
 * </ul>
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.6.
 */
public final class SwapOutCommand extends BufferedCommand<SwapOut> {
    public SwapOutCommand() {
        super(CommandId.SWAP_OUT, SwapOut.CODEC, WriteBack.ON_SUCCESS_OR_SHORT_BUFFER);
    }

    @Override
    protected CommandResult execute(SwapOut in, Platform platform) {
        SwapPlaces.Place guestPage = new SwapPlaces.Place("SRC_PADDR", in.sourceAddress());
        SwapPlaces.Place sealedPage = new SwapPlaces.Place("DST_PADDR", in.destinationAddress());
        SwapPlaces places = SwapPlaces.of(guestPage, sealedPage, in.metadataAddress(), in.isLarge());
        return Checks.of(platform, Sources.GUEST_MEMORY)
                .working()
                .that(() -> places.check(platform.memory(), Sources.GUEST_MEMORY))
                .reject(
                        in.pageType() == SwapMetadata.TYPE_VMSA && in.isLarge(),
                        () -> SwapPlaces.invalid(
                                "a save area is a page of 4 KiB",
                                "BITS 0x" + Integer.toHexString(in.bits()),
                                Sources.GUEST_MEMORY))
                .guest(in.handle())
                .active()
                .that(SwapOutCommand::checkCounter)
                .then(guest -> seal(in, places, guest, platform));
    }

    private static Optional<Refused> checkCounter(Guest guest) {
        return guest.swapKey().isExhausted()
                ? Optional.of(Refused.of(
                        SevStatus.AEAD_OFLOW,
                        "the guest's swap counter must not be exhausted",
                        guest.swapKey().toString(),
                        Sources.GUEST_MEMORY))
                : Optional.empty();
    }

    private static CommandResult seal(SwapOut in, SwapPlaces places, Guest guest, Platform platform) {
        HostMemory memory = platform.memory();
        byte[] page = memory.readGuest(guest.asid(), places.guestPage().address(), places.pageSize());
        int type = typeOf(page, guest, platform);
        if (type != in.pageType()) {
            Arrays.fill(page, (byte) 0);
            return SwapPlaces.invalid(
                    "PAGE_TYPE must be that of the page",
                    "PAGE_TYPE " + (in.pageType() >> 1) + ", the page is of type " + (type >> 1),
                    Sources.GUEST_MEMORY);
        }
        SwapKey.Sealed sealed = guest.swapKey()
                .seal(in.softwareData(), in.bits() & SwapMetadata.KEPT_BITS, page, platform.workingBuffer());
        platform.release(page);
        memory.write(places.sealedPage().address(), sealed.page());
        memory.write(places.metadata().address(), sealed.entry());
        return new Completed(in.encode());
    }

    private static int typeOf(byte[] page, Guest guest, Platform platform) {
        for (int at = 0; at < page.length; at += Vmsa.SIZE) {
            if (platform.vmsaRecords().matches(guest.handle(), page, at)) {
                return SwapMetadata.TYPE_VMSA;
            }
        }
        return SwapMetadata.TYPE_DATA;
    }
}
