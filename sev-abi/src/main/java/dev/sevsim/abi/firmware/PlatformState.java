package dev.sevsim.abi.firmware;

import dev.sevsim.abi.CodeTable;
import java.util.Optional;

/**
 * Platform states.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 3.1.
 */
public enum PlatformState {
    /** Not initialised. */
    UNINIT(0),
    /** Initialised, no guests. */
    INIT(1),
    /** Initialised, at least one guest context. */
    WORKING(2);

    private static final CodeTable<PlatformState> CODES = CodeTable.of(values(), PlatformState::code);

    private final int code;

    PlatformState(int code) {
        this.code = code;
    }

    /** The value on the wire. */
    public int code() {
        return code;
    }

    /** Looks a wire value up; empty for one that is not assigned. */
    public static Optional<PlatformState> fromCode(int code) {
        return CODES.find(code);
    }
}
