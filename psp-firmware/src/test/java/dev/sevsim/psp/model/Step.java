package dev.sevsim.psp.model;

import dev.sevsim.abi.firmware.CommandId;
import java.util.ArrayList;
import java.util.List;

/** One thing that a host does. */
sealed interface Step {
    /** Writes a command buffer at {@code at} and rings the mailbox. */
    record Command(CommandId id, List<Long> values, long at) implements Step {
        public Command {
            values = List.copyOf(values);
        }

        Command with(int index, long value) {
            List<Long> changed = new ArrayList<>(values);
            changed.set(index, Shape.of(id).fit(index, value));
            return new Command(id, changed, at);
        }

        Command withAt(long other) {
            return new Command(id, values, other);
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder(id.name());
            Shape shape = Shape.of(id);
            for (int i = 0; i < values.size(); i++) {
                if (values.get(i) != 0) {
                    text.append(' ').append(shape.places().get(i).name());
                    text.append('=').append(hex(values.get(i)));
                }
            }
            return at == Layout.BUFFER || values.isEmpty()
                    ? text.toString()
                    : text.append(" @").append(hex(at)).toString();
        }
    }

    /** Rings the mailbox with an id that is not assigned. */
    record UnknownCommand(int code) implements Step {
        @Override
        public String toString() {
            return "command id " + hex(code);
        }
    }

    /** WBINVD on one core, or on all of them when negative. */
    record WriteBack(int core) implements Step {
        @Override
        public String toString() {
            return core < 0 ? "WBINVD everywhere" : "WBINVD on core " + core;
        }
    }

    /** The owner of a guest, who has its transport keys, seals a packet for it into a slot of memory. */
    record Seal(int handle, int slot, int length, int flags) implements Step {
        @Override
        public String toString() {
            return "owner seals " + length + " bytes for guest " + handle + " in slot " + slot + ", flags " + flags;
        }
    }

    private static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }
}
