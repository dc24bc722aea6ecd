package dev.sevsim.bus;

import dev.sevsim.abi.Bytes;
import dev.sevsim.bus.frame.Frame;
import java.time.Duration;
import java.util.List;

/** What the link does with a frame that a tap has inspected. */
public sealed interface Verdict {
    /** Let it go on. */
    record Pass() implements Verdict {}

    /** Lose it. */
    record Drop() implements Verdict {}

    /**
     * Let other bytes go on instead; bytes that are no frame are lost at the receiver.
     *
     * @param raw the bytes with their header
     */
    record Replace(Bytes raw) implements Verdict {}

    /**
     * Let it go on later.
     *
     * @param by simulated time
     */
    record Delay(Duration by) implements Verdict {}

    /** Let it go on twice. */
    record Duplicate() implements Verdict {}

    /** Keep it until this tap returns {@link PassThenRelease} for a later frame of the link. */
    record Hold() implements Verdict {}

    /** Let it go on, and after it every frame that this tap holds on this link, first held first. */
    record PassThenRelease() implements Verdict {}

    /**
     * Lose the request and give its sender an answer that the receiver never made. Anything but a request is lost
     * without an answer.
     *
     * @param answer answer to the sender
     */
    record AnswerInstead(Frame answer) implements Verdict {}

    /**
     * Let it go on, and after it these frames in the same direction, for instance a replay of earlier ones.
     *
     * @param raw the bytes with their header, frame by frame
     */
    record PassThenInject(List<Bytes> raw) implements Verdict {
        /** Keeps its own list. */
        public PassThenInject {
            raw = List.copyOf(raw);
        }
    }

    /** {@link Pass}. */
    static Verdict pass() {
        return new Pass();
    }

    /** {@link Drop}. */
    static Verdict drop() {
        return new Drop();
    }
}
