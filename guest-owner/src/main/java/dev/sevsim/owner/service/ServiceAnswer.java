package dev.sevsim.owner.service;

import dev.sevsim.abi.Bytes;
import dev.sevsim.bus.frame.LaunchBundle;
import dev.sevsim.bus.frame.LaunchSecretPacket;
import java.time.Instant;
import java.util.Optional;

/** The answer of the service to a request. */
public sealed interface ServiceAnswer {
    /**
     * A bundle for one launch.
     *
     * @param id names the launch
     * @param bundle certificate and session for LAUNCH_START
     * @param expires when the session ends
     */
    record Granted(LaunchId id, LaunchBundle bundle, Instant expires) implements ServiceAnswer {}

    /**
     * A good measurement.
     *
     * @param digest the launch digest that it proves
     * @param packet the secrets; empty for an image without any
     */
    record Accepted(Bytes digest, Optional<LaunchSecretPacket> packet) implements ServiceAnswer {}

    /**
     * No.
     *
     * @param code which kind
     * @param reason for people
     */
    record Refused(Code code, String reason) implements ServiceAnswer {}

    /** Kinds of refusal. */
    enum Code {
        /** What was sent cannot be read. */
        MALFORMED,
        /** No policy for this image. */
        UNKNOWN_IMAGE,
        /** The chain does not lead to a trusted root. */
        CHAIN_REFUSED,
        /** The chip is not one of those allowed. */
        CHIP_REFUSED,
        /** The guest policy is not allowed for the image. */
        POLICY_REFUSED,
        /** The measurement is not an allowed one. */
        MEASUREMENT_REFUSED,
        /** No session has this id, or it was removed. */
        UNKNOWN_SESSION,
        /** The session was used: one launch each. */
        SESSION_USED,
        /** The session ended before its measurement came. */
        SESSION_EXPIRED,
        /** Too many launches are under way. */
        BUSY
    }
}
