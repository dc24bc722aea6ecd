package dev.sevsim.machine.act;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.launch.MeasurementBlob;
import dev.sevsim.bus.frame.LaunchMeasurement;
import dev.sevsim.machine.act.Point.Side;
import java.time.Duration;

/**
 * Asks the owner about another guest before the VMM asks about its own. A session is for one guest: docs/reference/guest-owner-tools.md
 * section 2.5.
 */
@Belongs(to = EventKind.OWNER_MESSAGE, sides = Side.BEFORE)
@Describe("Asks the owner for the secrets of another guest, by a measurement in memory, before the VMM asks.")
record AskOwner(
        @Describe("first byte of the measurement and its nonce, 48 bytes")
        PageName page) implements Act {
    /** Simulated time within which the owner answers. */
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    @Override
    public void perform(HostileHost host, HeldEvent event) {
        if (!(MessageParts.message(event) instanceof LaunchMeasurement asked)) {
            throw new ActFailure("the message holds no measurement");
        }
        Bytes own = host.ports().memory().read(host.frame(page), MeasurementBlob.SIZE);
        LaunchMeasurement other =
                new LaunchMeasurement(own, asked.apiMajor(), asked.apiMinor(), asked.buildId(), asked.policy());
        String answer = host.ports()
                .owner()
                .call(other, DEADLINE)
                .map(frame -> frame.type().kind())
                .orElse("no answer");
        host.journal().add(asked.type().kind() + " with " + answer);
    }
}
