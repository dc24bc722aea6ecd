package dev.sevsim.codegen;

import java.util.Comparator;
import java.util.List;

/**
 * A structure whose description was found consistent.
 *
 * @param packageName package of the record
 * @param recordName simple name of the record
 * @param structName name that layouts and messages show
 * @param size bytes
 * @param bigEndian byte order of its numbers
 * @param slots in the order of the record's components, then constants and reserved bytes
 */
record StructModel(
        String packageName, String recordName, String structName, int size, boolean bigEndian, List<Slot> slots) {
    /** Refuses slots that leave gaps, overlap or do not add up to the size. */
    StructModel {
        slots = List.copyOf(slots);
        int end = 0;
        for (Slot slot : sorted(slots)) {
            if (slot.at() != end) {
                throw new StructFormatException(structName + "." + slot.name() + ": offset 0x"
                        + Integer.toHexString(slot.at()) + ", previous field ends at 0x" + Integer.toHexString(end));
            }
            end = slot.end();
        }
        if (end != size) {
            throw new StructFormatException(structName + ": fields end at 0x" + Integer.toHexString(end)
                    + ", specified size is 0x" + Integer.toHexString(size));
        }
    }

    /** All slots by offset. */
    List<Slot> byOffset() {
        return sorted(slots);
    }

    /** The slots that are record components, in the order of the record. */
    List<Slot> components() {
        return slots.stream().filter(Slot::isComponent).toList();
    }

    private static List<Slot> sorted(List<Slot> slots) {
        return slots.stream().sorted(Comparator.comparingInt(Slot::at)).toList();
    }
}
