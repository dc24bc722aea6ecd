package dev.sevsim.abi.firmware;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

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

    private static final Map<Integer, PlatformState> BY_CODE =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(PlatformState::code, Function.identity()));

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
        return Optional.ofNullable(BY_CODE.get(code));
    }
}
