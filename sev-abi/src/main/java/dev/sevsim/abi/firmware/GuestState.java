package dev.sevsim.abi.firmware;

import dev.sevsim.abi.CodeTable;
import java.util.Optional;

/**
 * Guest states.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 3.2.
 */
public enum GuestState {
    /** No context; also reported for an unknown handle. */
    UNINIT(0),
    /** Launch: plaintext is imported and measured. */
    LUPDATE(1),
    /** Launch: measured; encrypted secrets may be imported. */
    LSECRET(2),
    /** Runnable. */
    RUNNING(3),
    /** Being sent. */
    SUPDATE(4),
    /** Being received. */
    RUPDATE(5),
    /** Sent away; cannot be activated again. */
    SENT(6);

    private static final CodeTable<GuestState> CODES = CodeTable.of(values(), GuestState::code);

    private final int code;

    GuestState(int code) {
        this.code = code;
    }

    /** The value on the wire. */
    public int code() {
        return code;
    }

    /** Looks a wire value up; empty for one that is not assigned. */
    public static Optional<GuestState> fromCode(int code) {
        return CODES.find(code);
    }
}
