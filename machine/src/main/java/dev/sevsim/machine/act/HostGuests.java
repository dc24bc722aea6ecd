package dev.sevsim.machine.act;

import java.util.HashMap;
import java.util.Map;

/** Guests by name, with handle and ASID: the one that is attacked, and those that acts have launched. */
final class HostGuests {
    private final Map<String, Known> own = new HashMap<>();

    /** ASIDs of the driver's guests by their handles. */
    private final Map<Integer, Integer> asids = new HashMap<>();

    private int victim;

    /**
     * A guest.
     *
     * @param handle of the firmware; 0 for the attacked guest before LAUNCH_START
     * @param asid 0 for one that is not activated
     */
    record Known(int handle, int asid) {}

    /** LAUNCH_START or RECEIVE_START of the driver has made a guest. */
    void started(int handle) {
        victim = handle;
    }

    /** The driver has bound a guest to an ASID. */
    void activated(int handle, int asid) {
        asids.put(handle, asid);
    }

    /** An act has made a guest. */
    void add(String name, Known guest) {
        own.put(name, guest);
    }

    /** The guest that is attacked. */
    Known victim() {
        return new Known(victim, asids.getOrDefault(victim, 0));
    }

    /**
     * A guest by its name.
     *
     * @throws ActFailure when no act has made it so far
     */
    Known get(String name) {
        Known found = name.equals(HostValue.VICTIM) ? victim() : own.get(name);
        if (found == null) {
            throw new ActFailure("no guest " + name + " was launched so far");
        }
        return found;
    }
}
