package dev.sevsim.bus;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a frame is in a conversation. */
public enum EnvelopeKind {
    /** Wants an answer with its serial. */
    REQUEST(1),
    /** Carries the serial of the request that it answers. */
    ANSWER(2),
    /** Wants nothing. */
    NOTICE(3);

    private static final Map<Integer, EnvelopeKind> BY_CODE =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(EnvelopeKind::code, Function.identity()));

    private final int code;

    EnvelopeKind(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    public static Optional<EnvelopeKind> fromCode(int code) {
        return Optional.ofNullable(BY_CODE.get(code));
    }
}
