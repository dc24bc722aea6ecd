package dev.sevsim.psp.command.launch;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.LaunchMeasure;
import dev.sevsim.abi.launch.MeasurementBlob;
import dev.sevsim.psp.command.BufferedCommand;
import dev.sevsim.psp.command.Checks;
import dev.sevsim.psp.command.CommandResult;
import dev.sevsim.psp.command.CommandResult.Completed;
import dev.sevsim.psp.command.Sources;
import dev.sevsim.psp.command.WriteBack;
import dev.sevsim.psp.platform.Guest;
import dev.sevsim.psp.platform.Platform;

/**
 * LAUNCH_MEASURE (0x33): closes the digest and writes the measurement. WORKING, LUPDATE; needs no ASID.
 *
 * <p>Success leaves the caller's length as it was.
 *
 * <p>Answers SUCCESS or, in the order of the checks:
 *
 * <ul>
 *   <li>INVALID_PLATFORM_STATE: the platform is not in WORKING
 *   <li>INVALID_GUEST: HANDLE names no guest
 *   <li>INVALID_GUEST_STATE: the guest is not in LUPDATE
 *   <li>INVALID_LENGTH: MEASURE_LEN is less than 0x30
 *   <li>INVALID_PARAM, INVALID_ADDRESS: the range at MEASURE_PADDR cannot be copied
 * </ul>
 *
 * <p>Source: docs/reference/sev-firmware-api.md sections 4.3 and 5.5.
 */
public final class LaunchMeasureCommand extends BufferedCommand<LaunchMeasure> {
    public LaunchMeasureCommand() {
        super(CommandId.LAUNCH_MEASURE, LaunchMeasure.CODEC, WriteBack.ON_SUCCESS_OR_SHORT_BUFFER);
    }

    @Override
    protected CommandResult execute(LaunchMeasure in, Platform platform) {
        return Checks.ofGuest(in.handle(), platform, Sources.LAUNCH_MEASURE)
                .in(GuestState.LUPDATE)
                .room(
                        "MEASURE_LEN",
                        MeasurementBlob.SIZE,
                        in.measureLength(),
                        () -> new LaunchMeasure(in.handle(), in.measureAddress(), MeasurementBlob.SIZE).encode())
                .copyable("MEASURE_PADDR", in.measureAddress(), MeasurementBlob.SIZE)
                .then(guest -> perform(in, guest, platform));
    }

    private static CommandResult perform(LaunchMeasure in, Guest guest, Platform platform) {
        MeasurementBlob blob = guest.measure(platform.version(), platform.drawNonce());
        platform.memory().write(in.measureAddress(), blob.encode());
        return new Completed(in.encode());
    }
}
