package dev.sevsim.machine.act;

/**
 * Stops the Secure Processor: no firmware command has an answer any more.
 *
 * <p>The driver's deadlines decide how long its callers wait.
 */
@Describe("Stops the Secure Processor: no firmware command has an answer any more.")
record KillFirmware() implements Act {

    @Override
    public void perform(HostileHost host, HeldEvent event) {
        host.killFirmware();
    }
}
