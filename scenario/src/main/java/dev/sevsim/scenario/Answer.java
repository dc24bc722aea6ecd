package dev.sevsim.scenario;

import dev.sevsim.bus.trace.Explanation;
import java.util.Optional;

/**
 * A party's answer to a firmware command, an ioctl, a command of the monitor or a request to an attestation service.
 *
 * @param step number of the trace's step
 * @param name of the command, ioctl or request
 * @param outcome name of the firmware's status, or of the errno; {@code 0} for an ioctl that succeeded; {@code success} or
 *     the class of an error of the monitor; the outcome in an audit log
 * @param detail name of the firmware's status in an ioctl's {@code error} field, the text of the monitor's error, or that of the
 *     audit log; empty for none
 * @param why the rule behind a refusal
 */
public record Answer(long step, String name, String outcome, Optional<String> detail, Optional<Explanation> why) {
    /** The outcome, with the detail where there is one. */
    public String text() {
        return outcome + detail.map(more -> " " + more).orElse("");
    }
}
