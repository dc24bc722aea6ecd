package dev.sevsim.machine.act;

import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.bus.frame.DeviceResult;
import dev.sevsim.bus.frame.MailboxCommand;
import dev.sevsim.bus.frame.MailboxResponse;
import java.util.Optional;

/**
 * Leaves a firmware command or ioctl out and answers that it succeeded.
 *
 * <p>The driver goes on as though the firmware had done its part; the state of the guest in the firmware shows it later.
 */
@Belongs(
        sides = Point.Side.BEFORE,
        to = {EventKind.FIRMWARE_COMMAND, EventKind.IOCTL})
@Describe("Leaves a firmware command or ioctl out and answers that it succeeded.")
record SkipCommand() implements Act {

    @Override
    public void perform(HostileHost host, HeldEvent event) {
        event.replaceAnswer(Optional.of(
                event.request(MailboxCommand.class).isPresent()
                        ? MailboxResponse.of(SevStatus.SUCCESS)
                        : new DeviceResult(0)));
    }

    @Override
    public boolean answers(Point.Side side) {
        return true;
    }
}
