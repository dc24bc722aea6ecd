package dev.sevsim.owner.service;

import java.time.Instant;
import java.util.Optional;

/**
 * One request as the log keeps it; holds no key and no secret.
 *
 * @param time when
 * @param request which kind
 * @param launch the launch, where there is one
 * @param image the image, where it is known
 * @param chip the chip, where it is known
 * @param outcome granted, accepted, or the code of the refusal
 * @param detail the accepted digest or the reason of the refusal
 */
public record AuditEvent(
        Instant time,
        Request request,
        Optional<LaunchId> launch,
        Optional<String> image,
        Optional<ChipIdentity> chip,
        String outcome,
        String detail) {
    /** Kinds of request. */
    public enum Request {
        BUNDLE,
        MEASUREMENT
    }

    /** Where events go. */
    @FunctionalInterface
    public interface Log {
        /** Keeps it before the answer leaves; from any thread. */
        void record(AuditEvent event);
    }
}
