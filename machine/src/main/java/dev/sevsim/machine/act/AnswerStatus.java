package dev.sevsim.machine.act;

import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.bus.frame.Frame;
import dev.sevsim.bus.frame.MailboxResponse;
import java.util.Optional;

/**
 * Puts a status in the place of the answer to a firmware command, which is not sent when the act is before it.
 *
 * <p>The host can lie to its own VMM and to the owner, but not in what is bound by a MAC.
 */
@Belongs(to = EventKind.FIRMWARE_COMMAND)
@Describe(
        "Puts a status in the place of the answer to a firmware command, which is not sent when the act is before it.")
record AnswerStatus(@Describe("status by its name") SevStatus status) implements Act {

    @Override
    public void perform(HostileHost host, HeldEvent event) {
        Optional<Frame> answer = Optional.of(MailboxResponse.of(status));
        HostileHost.requireChange("the status", event.answer(), answer);
        event.replaceAnswer(answer);
    }

    @Override
    public boolean answers(Point.Side side) {
        return side == Point.Side.BEFORE;
    }
}
