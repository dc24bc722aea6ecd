package dev.sevsim.machine.act;

import dev.sevsim.abi.SystemPhysical;
import java.util.LinkedHashMap;
import java.util.Map;

/** Collects the fields of a firmware command's buffer, by the names of AMD's specification in lower case. */
final class CommandFields {
    private final Map<String, Long> values = new LinkedHashMap<>();

    /** A number. */
    CommandFields with(String name, long value) {
        values.put(name, value);
        return this;
    }

    /** An address: the field {@code NAME_PADDR}. */
    CommandFields at(String name, SystemPhysical address) {
        return with(name + "_paddr", address.value());
    }

    /** A range of memory: the fields {@code NAME_PADDR} and {@code NAME_LEN}. */
    CommandFields range(String name, SystemPhysical start, long bytes) {
        return at(name, start).with(name + "_len", bytes);
    }

    Map<String, Long> values() {
        return values;
    }
}
