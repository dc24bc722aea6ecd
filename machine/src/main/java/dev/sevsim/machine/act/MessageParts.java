package dev.sevsim.machine.act;

import dev.sevsim.abi.Bytes;
import dev.sevsim.bus.frame.Frame;
import dev.sevsim.bus.frame.FrameCodec;
import dev.sevsim.bus.frame.FrameFormatException;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Changes messages: the question before its event, the answer after it. */
final class MessageParts {
    private MessageParts() {}

    /** Changes one component of the message that is bytes. */
    static void changePart(HeldEvent event, String part, UnaryOperator<Bytes> change) {
        put(event, Optional.of(withPart(message(event), part, change)));
    }

    /**
     * Changes the payload of the message as it is on the link. Bytes that are no message any more are lost at the receiver, as on a
     * bad wire.
     */
    static void changeBytes(HeldEvent event, UnaryOperator<Bytes> change) {
        Frame before = message(event);
        ByteBuffer raw = ByteBuffer.allocate(FrameCodec.payloadSize(before));
        FrameCodec.encode(before, raw);
        Bytes changed = change.apply(Bytes.copyOf(raw.array()));
        Optional<Frame> after = Optional.empty();
        try {
            after = Optional.of(FrameCodec.decode(before.type(), ByteBuffer.wrap(changed.toArray())));
        } catch (FrameFormatException e) {
            // the receiver loses it
        }
        put(event, after);
    }

    /** The question before the event, the answer after it. */
    static Frame message(HeldEvent event) {
        return event.answer().orElseGet(event::outgoing);
    }

    /**
     * Puts another message in its place; empty loses it.
     *
     * @throws ActFailure for the same message
     */
    static void put(HeldEvent event, Optional<Frame> message) {
        HostileHost.requireChange("the message", Optional.of(message(event)), message);
        if (event.answer().isPresent() || message.isEmpty()) {
            event.replaceAnswer(message);
        } else {
            event.replaceRequest(message.get());
        }
    }

    /** A frame is a record: its components are taken apart and put together again with one of them changed. */
    private static Frame withPart(Frame frame, String part, UnaryOperator<Bytes> change) {
        RecordComponent[] components = frame.getClass().getRecordComponents();
        Object[] values = new Object[components.length];
        Class<?>[] types = new Class<?>[components.length];
        boolean found = false;
        try {
            for (int i = 0; i < components.length; i++) {
                values[i] = components[i].getAccessor().invoke(frame);
                types[i] = components[i].getType();
                if (components[i].getName().equals(part) && values[i] instanceof Bytes bytes) {
                    values[i] = change.apply(bytes);
                    found = true;
                }
            }
            if (!found) {
                throw new ActFailure(frame.type().kind() + " has no part " + part + ", expected one of "
                        + Arrays.stream(components)
                                .filter(one -> one.getType() == Bytes.class)
                                .map(RecordComponent::getName)
                                .toList());
            }
            return (Frame) frame.getClass().getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("frame " + frame.type().kind() + " cannot be taken apart", e);
        }
    }
}
