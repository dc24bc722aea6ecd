package dev.sevsim.bus;

import dev.sevsim.abi.CodeTable;
import java.util.Optional;

/** What a frame is in a conversation. */
public enum EnvelopeKind {
    /** Wants an answer with its serial. */
    REQUEST(1),
    /** Carries the serial of the request that it answers. */
    ANSWER(2),
    /** Wants nothing. */
    NOTICE(3);

    private static final CodeTable<EnvelopeKind> CODES = CodeTable.of(values(), EnvelopeKind::code);

    private final int code;

    EnvelopeKind(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    public static Optional<EnvelopeKind> fromCode(int code) {
        return CODES.find(code);
    }
}
