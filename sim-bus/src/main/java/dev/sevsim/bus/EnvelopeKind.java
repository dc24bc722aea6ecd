package dev.sevsim.bus;

import dev.sevsim.abi.CodeTable;
import java.util.Optional;

/** The role of a frame in an exchange. */
public enum EnvelopeKind {
    /** Expects an answer with its serial. */
    REQUEST(1),
    /** Carries the serial of the request that it answers. */
    ANSWER(2),
    /** Expects no answer. */
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
