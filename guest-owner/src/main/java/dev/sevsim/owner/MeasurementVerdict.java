package dev.sevsim.owner;

import dev.sevsim.abi.Bytes;
import java.util.Optional;

/**
 * Whether a measurement is the one that the owner expects.
 *
 * @param outcome yes or no
 * @param reason why not; empty when accepted
 * @param explanation what the host may have done instead, when that can be told from the measurement
 * @param expectedDigest the launch digest that was expected; empty when it could not be computed
 */
public record MeasurementVerdict(
        Outcome outcome, String reason, Optional<String> explanation, Optional<Bytes> expectedDigest) {
    /** Yes or no. */
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

    /** Whether the launch deserves its secrets. */
    public boolean isAccepted() {
        return outcome == Outcome.ACCEPTED;
    }

    /** One line for people. */
    public String describe() {
        if (isAccepted()) {
            return "measurement accepted";
        }
        return "measurement refused: " + reason
                + explanation.map(text -> " (it fits " + text + ")").orElse("");
    }
}
