package dev.sevsim.psp.model;

import dev.sevsim.abi.firmware.SevStatus;
import java.util.EnumSet;
import java.util.Set;

/** A check of the specification fails. More than one status where the specification leaves the order of two checks open. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final EnumSet<SevStatus> possible;

    Refusal(Set<SevStatus> possible) {
        super("refused", null, false, false);
        this.possible = EnumSet.copyOf(possible);
    }

    static Refusal with(SevStatus status) {
        return new Refusal(EnumSet.of(status));
    }

    Set<SevStatus> possible() {
        return possible;
    }

    /** The check {@code holds}, or this status answers. */
    static void unless(boolean holds, SevStatus status) {
        if (!holds) {
            throw with(status);
        }
    }
}
