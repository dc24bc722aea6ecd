package dev.sevsim.bus;

import dev.sevsim.bus.frame.Frame;

/**
 * A frame with its address.
 *
 * @param from who sent it
 * @param to who is to receive it
 * @param kind request, answer or notice
 * @param serial joins an answer to its request; unique for the sender's end of a link
 * @param frame the content
 */
public record Envelope(Party from, Party to, EnvelopeKind kind, long serial, Frame frame) {}
