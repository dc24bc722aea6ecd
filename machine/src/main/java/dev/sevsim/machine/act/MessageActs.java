package dev.sevsim.machine.act;

import static dev.sevsim.machine.act.EventKind.FIRMWARE_COMMAND;
import static dev.sevsim.machine.act.EventKind.IOCTL;
import static dev.sevsim.machine.act.EventKind.OWNER_MESSAGE;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.launch.MeasurementBlob;
import dev.sevsim.bus.frame.Frame;
import dev.sevsim.bus.frame.FrameType;
import dev.sevsim.bus.frame.LaunchMeasurement;
import dev.sevsim.bus.frame.OwnerRefusal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Acts on messages: before their event on the question or request, after it on the answer. Everything passes through the host. */
final class MessageActs {
    private MessageActs() {}

    /** Inverts bits of one byte of a message between VMM and owner. */
    @Belongs(to = OWNER_MESSAGE)
    @Describe(
            "Inverts bits of one byte of a message between VMM and owner: before the event of the question, after it of the answer.")
    record ChangeMessage(
            @Describe("pdh, chain, ca, measurement, godh, session, header or payload")
            String part,

            @Describe("byte of it") long offset,
            @Describe("bits to invert") long mask)
            implements Act {

        /** Checks the mask. */
        ChangeMessage {
            requireMask(mask);
        }

        @Override
        public void perform(HostileHost host, HeldEvent event) {
            MessageParts.changePart(event, part, bytes -> inverted(part, bytes, offset, mask));
        }
    }

    /** Replaces a part of a message between VMM and owner, for instance by that of another launch. */
    @Belongs(to = OWNER_MESSAGE)
    @Describe("Replaces a part of a message between VMM and owner, for instance by that of another launch.")
    record ReplacePart(
            @Describe("as for change-message") String part,

            @Describe("hexadecimal digits; none for no bytes")
            Bytes content)
            implements Act {

        @Override
        public void perform(HostileHost host, HeldEvent event) {
            MessageParts.changePart(event, part, bytes -> content);
        }
    }

    /** Leaves the end of a part out. */
    @Belongs(to = OWNER_MESSAGE)
    @Describe("Cuts the end of a part of a message between VMM and owner off.")
    record CutPart(
            @Describe("as for change-message") String part,
            @Describe("bytes that remain") long bytes) implements Act {

        /** Checks the number. */
        CutPart {
            requireLength(name(), bytes);
        }

        @Override
        public void perform(HostileHost host, HeldEvent event) {
            MessageParts.changePart(event, part, whole -> whole.slice(0, (int) Math.min(bytes, whole.length())));
        }
    }

    /** Asks the owner something that the VMM has not asked. */
    @Belongs(to = OWNER_MESSAGE, sides = Point.Side.BEFORE)
    @Describe("Puts a message of the host's own in the place of a question to the owner.")
    record ForgeMessage(
            @Describe("its kind: owner.launch-measurement, with zeros, or owner.refusal, which is no question")
            String kind)
            implements Act {
        private static final Map<String, Frame> KINDS = Map.of(
                FrameType.LAUNCH_MEASUREMENT.kind(),
                new LaunchMeasurement(Bytes.zeros(MeasurementBlob.SIZE), 0, 0, 0, 0),
                FrameType.OWNER_REFUSAL.kind(),
                new OwnerRefusal("the host"));

        /** Checks the kind. */
        ForgeMessage {
            if (!KINDS.containsKey(kind)) {
                throw new IllegalArgumentException("act forge-message kind is '" + kind + "', expected one of "
                        + KINDS.keySet().stream().sorted().toList());
            }
        }

        @Override
        public void perform(HostileHost host, HeldEvent event) {
            MessageParts.put(event, Optional.of(Objects.requireNonNull(KINDS.get(kind))));
        }
    }

    /** Keeps a message between VMM and owner, for replay-message. */
    @Belongs(to = OWNER_MESSAGE)
    @Describe("Keeps a message between VMM and owner, for replay-message.")
    record SaveMessage(@Describe("name of the copy") String as) implements Act {

        @Override
        public void perform(HostileHost host, HeldEvent event) {
            host.save(as, MessageParts.message(event));
        }

        @Override
        public Optional<String> makes() {
            return Optional.of(as);
        }
    }

    /**
     * Puts a saved message in the place of another.
     *
     * <p>A packet of secrets is bound to its launch by the measurement, a session to its platform: docs/reference/sev-firmware-api.md
     * section 8.
     */
    @Belongs(to = OWNER_MESSAGE)
    @Describe(
            "Puts a message that save-message has kept in the place of this one, also from an earlier launch of the machine.")
    record ReplayMessage(@Describe("name of the copy") String from) implements Act {

        @Override
        public void perform(HostileHost host, HeldEvent event) {
            MessageParts.put(event, Optional.of(host.saved(from, Frame.class)));
        }

        @Override
        public List<String> uses() {
            return List.of(from);
        }
    }

    /**
     * Loses a request, or its answer when the act is after it: the one who asks waits until the deadline.
     *
     * <p>A host can always deny service; no party may take silence for consent.
     */
    @Belongs(to = {FIRMWARE_COMMAND, IOCTL, OWNER_MESSAGE})
    @Describe("Loses a request, or its answer when the act is after it: the one who asks waits until the deadline.")
    record LoseMessage() implements Act {

        @Override
        public void perform(HostileHost host, HeldEvent event) {
            event.replaceAnswer(Optional.empty());
        }

        @Override
        public boolean answers(Point.Side side) {
            return side == Point.Side.BEFORE;
        }
    }

    /** Delays a request, or its answer when the act is after it; beyond the deadline it is lost. */
    @Belongs(to = {FIRMWARE_COMMAND, IOCTL, OWNER_MESSAGE})
    @Describe(
            "Delays a request, or its answer when the act is after it; beyond the deadline of the one who asks it is lost.")
    record DelayMessage(@Describe("simulated milliseconds") long millis) implements Act {
        private static final long LONGEST = Duration.ofDays(365).toMillis();

        /** Checks the time. */
        DelayMessage {
            if (millis < 1 || millis > LONGEST) {
                throw new IllegalArgumentException(
                        "act delay-message millis is " + millis + ", expected 1 to " + LONGEST);
            }
        }

        @Override
        public void perform(HostileHost host, HeldEvent event) {
            event.delay(Duration.ofMillis(millis));
        }
    }

    /** Cuts the end of a message off; what is no message any more is lost at its receiver. */
    @Belongs(to = {FIRMWARE_COMMAND, IOCTL, OWNER_MESSAGE})
    @Describe(
            "Cuts the end of a message off, as it is on the link; what is no message any more is lost at its receiver.")
    record TruncateMessage(@Describe("bytes that remain") long bytes) implements Act {

        /** Checks the number. */
        TruncateMessage {
            requireLength(name(), bytes);
        }

        @Override
        public void perform(HostileHost host, HeldEvent event) {
            MessageParts.changeBytes(event, raw -> raw.slice(0, (int) Math.min(bytes, raw.length())));
        }
    }

    /** Inverts bits of one byte of a message as it is on the link. */
    @Belongs(to = {FIRMWARE_COMMAND, IOCTL, OWNER_MESSAGE})
    @Describe(
            "Inverts bits of one byte of a message, as it is on the link; what is no message any more is lost at its receiver.")
    record CorruptMessage(
            @Describe("byte of it") long offset,
            @Describe("bits to invert") long mask) implements Act {

        /** Checks the mask. */
        CorruptMessage {
            requireMask(mask);
        }

        @Override
        public void perform(HostileHost host, HeldEvent event) {
            MessageParts.changeBytes(event, raw -> inverted("the message", raw, offset, mask));
        }
    }

    /**
     * Sends a firmware command, ioctl or message once more after its answer; the second answer is lost.
     *
     * <p>What a command does twice is decided by the firmware's state machine: docs/reference/sev-firmware-api.md section 3.
     */
    @Belongs(to = {FIRMWARE_COMMAND, IOCTL, OWNER_MESSAGE})
    @Describe("Sends a firmware command, ioctl or message once more after its answer; the second answer is lost.")
    record RepeatCommand() implements Act {

        @Override
        public void perform(HostileHost host, HeldEvent event) {
            event.repeat();
        }
    }

    /** Without a bit to invert nothing would happen. */
    private static void requireMask(long mask) {
        if (mask <= 0 || mask > 0xFF) {
            throw new IllegalArgumentException("mask " + Texts.hex(mask) + " is out of range, expected 1 to 0xff");
        }
    }

    private static void requireLength(String act, long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("act " + act + " bytes is " + bytes + ", expected a number from 0");
        }
    }

    private static Bytes inverted(String what, Bytes bytes, long offset, long mask) {
        if (offset < 0 || offset >= bytes.length()) {
            throw new ActFailure(what + " has " + bytes.length() + " bytes, none at " + offset);
        }
        byte[] content = bytes.toArray();
        content[(int) offset] ^= (byte) mask;
        return Bytes.copyOf(content);
    }
}
