package dev.sevsim.machine;

import dev.sevsim.bus.trace.Explanation;
import java.util.Optional;

/**
 * Why a launch did not come to its end.
 *
 * @param by the party that refused or failed
 * @param reason the message that the VMM or the owner prints
 * @param why the rule of the party that refused, what it found, and the source; empty where only the message is known
 */
public record Refusal(By by, String reason, Optional<Explanation> why) {
    /** Who ends a launch. */
    public enum By {
        /** The guest owner refused the chain, the measurement or the policy. */
        OWNER,
        /** The Secure Processor's firmware answered a command with a status. */
        FIRMWARE,
        /** A driver of the host answered a system call with an errno. */
        HOST,
        /** The VMM found its own configuration or the image unusable. */
        VMM,
        /** The guest failed, or did not power off. */
        GUEST
    }
}
