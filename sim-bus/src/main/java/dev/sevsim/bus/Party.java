package dev.sevsim.bus;

import dev.sevsim.abi.CodeTable;
import java.util.Locale;
import java.util.Optional;

/** The parties on the bus. The code is part of every frame header. */
public enum Party {
    OWNER(1),
    VMM(2),
    HOST(3),
    PSP(4),
    GUEST(5);

    private static final CodeTable<Party> CODES = CodeTable.of(values(), Party::code);

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
        return CODES.find(code);
    }
}
