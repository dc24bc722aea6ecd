package dev.sevsim.psp.command.launch;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.LaunchMeasure;
import dev.sevsim.abi.firmware.PlatformState;
import dev.sevsim.abi.launch.MeasurementBlob;
import dev.sevsim.abi.layout.StructLayout;
import dev.sevsim.psp.command.CommandResult;
import dev.sevsim.psp.command.CommandResult.Completed;
import dev.sevsim.psp.command.FirmwareCommand;
import dev.sevsim.psp.command.Refusals;
import dev.sevsim.psp.command.WriteBack;
import dev.sevsim.psp.platform.AddressFault;
import dev.sevsim.psp.platform.Guest;
import dev.sevsim.psp.platform.Platform;
import java.util.Optional;

/**
 * LAUNCH_MEASURE (0x33): closes the digest and writes the measurement. WORKING, LUPDATE; needs no ASID.
 *
 * <p>Success leaves the caller's length as it was.
 *
 * <p>Source: docs/reference/sev-firmware-api.md sections 4.3 and 5.5.
 */
final class LaunchMeasureCommand implements FirmwareCommand {
    private static final String SOURCE = "docs/reference/sev-firmware-api.md sections 4.3 and 5.5";

    @Override
    public CommandId id() {
        return CommandId.LAUNCH_MEASURE;
    }

    @Override
    public Optional<StructLayout> layout() {
        return Optional.of(LaunchMeasure.LAYOUT);
    }

    @Override
    public WriteBack writeBack() {
        return WriteBack.ON_SUCCESS_OR_SHORT_BUFFER;
    }

    @Override
    public CommandResult execute(Bytes buffer, Platform platform) {
        LaunchMeasure in = LaunchMeasure.decode(buffer);
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
        if (Integer.compareUnsigned(in.measureLength(), MeasurementBlob.SIZE) < 0) {
            return Refusals.length("MEASURE_LEN", "at least 0x30", in.measureLength(), SOURCE)
                    .answering(new LaunchMeasure(in.handle(), in.measureAddress(), MeasurementBlob.SIZE).encode());
        }
        Optional<AddressFault> fault = platform.memory().copyFault(in.measureAddress(), MeasurementBlob.SIZE);
        if (fault.isPresent()) {
            return Refusals.address("MEASURE_PADDR", fault.get(), SOURCE);
        }
        MeasurementBlob blob = guest.measure(platform.version(), platform.drawNonce());
        platform.memory().write(in.measureAddress(), blob.encode());
        return new Completed(in.encode());
    }
}
