package dev.sevsim.bus;

import dev.sevsim.abi.Bytes;
import java.util.Optional;

/**
 * A frame as a tap sees it.
 *
 * @param from the end of the link that sent it; its header may name another
 * @param to the end of the link that it goes to
 * @param envelope its meaning; empty when an earlier tap made bytes of it that are no frame
 * @param raw its bytes with the header
 */
public record TappedFrame(Party from, Party to, Optional<Envelope> envelope, Bytes raw) {
    /** The bytes after the header; empty for bytes too short to have one. */
    public Bytes payload() {
        return raw.length() <= EnvelopeCodec.HEADER_SIZE ? Bytes.EMPTY : raw.from(EnvelopeCodec.HEADER_SIZE);
    }
}
