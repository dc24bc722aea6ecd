package dev.sevsim.machine.act;

import java.util.Optional;

/**
 * Loses a request, or its answer when the act is after it: the one who asks waits until the deadline.
 *
 * <p>A host can always deny service; no party may take silence for consent.
 */
@Belongs(to = {EventKind.FIRMWARE_COMMAND, EventKind.IOCTL, EventKind.OWNER_MESSAGE})
@Describe("Loses a request, or its answer when the act is after it: the one who asks waits until the deadline.")
record LoseMessage() implements Act {

    @Override
    public void perform(HostileHost host, HeldEvent event) {
        event.replaceAnswer(Optional.empty());
    }
}
