package dev.sevsim.machine.act;

/**
 * Sends a firmware command, ioctl or message once more after its answer; the second answer is lost.
 *
 * <p>What a command does twice is decided by the firmware's state machine: docs/reference/sev-firmware-api.md section 3.
 */
@Belongs(to = {EventKind.FIRMWARE_COMMAND, EventKind.IOCTL, EventKind.OWNER_MESSAGE})
@Describe("Sends a firmware command, ioctl or message once more after its answer; the second answer is lost.")
record RepeatCommand() implements Act {

    @Override
    public void perform(HostileHost host, HeldEvent event) {
        event.repeat();
    }
}
