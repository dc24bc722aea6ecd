package dev.sevsim.machine.act;

import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.bus.frame.DeviceResult;
import dev.sevsim.bus.frame.MailboxCommand;
import dev.sevsim.bus.frame.MailboxResponse;
import java.util.Optional;

/**
 * Leaves a firmware command or ioctl out and answers that it succeeded. Belongs before the command.
 *
 * <p>The driver goes on as though the firmware had done its part; the state of the guest in the firmware shows it later.
 */
@Describe("Leaves a firmware command or ioctl out and answers that it succeeded. Belongs before the command.")
record SkipCommand() implements Act {

    @Override
    public void perform(HostileHost host, Event event) {
        event.replaceAnswer(Optional.of(
                event.request() instanceof MailboxCommand
                        ? MailboxResponse.of(SevStatus.SUCCESS)
                        : new DeviceResult(0)));
    }
}
