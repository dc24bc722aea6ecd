package dev.sevsim.machine.act;

import dev.sevsim.abi.Bytes;
import dev.sevsim.bus.frame.Frame;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Optional;

/**
 * Inverts bits of one byte of a message between VMM and owner: before the event of the question, after it of the answer.
 *
 * <p>Everything between owner and firmware passes through the host.
 */
@Belongs(to = EventKind.OWNER_MESSAGE)
@Describe(
        "Inverts bits of one byte of a message between VMM and owner: before the event of the question, after it of the answer.")
record ChangeMessage(
        @Describe("pdh, chain, ca, measurement, godh, session, header or payload")
        String part,

        @Describe("byte of it") long offset,
        @Describe("bits to invert") long mask)
        implements Act {

    @Override
    public void perform(HostileHost host, HeldEvent event) {
        if (event.answer().isPresent()) {
            event.replaceAnswer(Optional.of(changed(event.answer().get())));
        } else {
            event.replaceRequest(changed(event.outgoing()));
        }
    }

    private Frame changed(Frame frame) {
        RecordComponent[] components = frame.getClass().getRecordComponents();
        Object[] values = new Object[components.length];
        Class<?>[] types = new Class<?>[components.length];
        boolean found = false;
        try {
            for (int i = 0; i < components.length; i++) {
                values[i] = components[i].getAccessor().invoke(frame);
                types[i] = components[i].getType();
                if (components[i].getName().equals(part) && values[i] instanceof Bytes bytes) {
                    values[i] = inverted(bytes);
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

    private Bytes inverted(Bytes bytes) {
        if (offset < 0 || offset >= bytes.length()) {
            throw new ActFailure(part + " has " + bytes.length() + " bytes, none at " + offset);
        }
        byte[] content = bytes.toArray();
        content[(int) offset] ^= (byte) mask;
        return Bytes.copyOf(content);
    }
}
