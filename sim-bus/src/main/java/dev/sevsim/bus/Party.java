package dev.sevsim.bus;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Who can sit on the bus. The wire value is part of every frame header. */
public enum Party {
    OWNER(1),
    VMM(2),
    HOST(3),
    PSP(4),
    GUEST(5);

    private static final Map<Integer, Party> BY_CODE =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Party::code, Function.identity()));

    private final int code;

    Party(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    /** The name in traces. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Party> fromCode(int code) {
        return Optional.ofNullable(BY_CODE.get(code));
    }
}
