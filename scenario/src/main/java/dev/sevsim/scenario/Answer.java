package dev.sevsim.scenario;

import dev.sevsim.bus.trace.Explanation;
import java.util.Optional;

/**
 * A party's answer to a firmware command or an ioctl.
 *
 * @param step number of the trace's step
 * @param name of the command or ioctl
 * @param outcome name of the firmware's status, or of the errno; {@code 0} for an ioctl that succeeded
 * @param firmwareError name of the firmware's status in an ioctl's {@code error} field; empty for none
 * @param why the rule behind a refusal
 */
public record Answer(
        long step, String name, String outcome, Optional<String> firmwareError, Optional<Explanation> why) {
    /** The outcome, with the firmware's status where there is one. */
    public String text() {
        return outcome + firmwareError.map(error -> " " + error).orElse("");
    }
}
