package dev.sevsim.owner.service;

import dev.sevsim.owner.OwnerSession;
import java.time.Instant;

/**
 * A launch under way.
 *
 * @param image name of the image
 * @param chip the chip that the session was made for
 * @param expires when it ends
 * @param session with its private parts
 */
public record OpenSession(String image, ChipIdentity chip, Instant expires, OwnerSession session) {}
