package dev.sevsim.owner;

import dev.sevsim.abi.Bytes;
import java.util.Optional;

/**
 * Result of checking a measurement.
 *
 * @param outcome accepted or refused
 * @param reason why not; empty when accepted
 * @param explanation a launch of which the measurement would be right; empty when none was found
 * @param expectedDigest the launch digest that was proven, or the one that was expected; empty when there is none
 */
public record MeasurementVerdict(
        Outcome outcome, String reason, Optional<String> explanation, Optional<Bytes> expectedDigest) {
    /** Accepted or refused. */
    public enum Outcome {
        ACCEPTED,
        REFUSED
    }

    static MeasurementVerdict accepted(Bytes digest) {
        return new MeasurementVerdict(Outcome.ACCEPTED, "", Optional.empty(), Optional.of(digest));
    }

    static MeasurementVerdict refused(String reason) {
        return new MeasurementVerdict(Outcome.REFUSED, reason, Optional.empty(), Optional.empty());
    }

    /** Whether the launch may have its secrets. */
    public boolean isAccepted() {
        return outcome == Outcome.ACCEPTED;
    }

    /** One line for a report. */
    public String describe() {
        if (isAccepted()) {
            return "measurement accepted";
        }
        return "measurement refused: " + reason
                + explanation.map(text -> " (it fits " + text + ")").orElse("");
    }
}
