package dev.sevsim.abi.uapi;

import dev.sevsim.abi.CodeTable;
import java.util.Optional;

/**
 * Sub-commands of KVM_MEMORY_ENCRYPT_OP in the second posting of 2017.
 *
 * <p>Source: docs/reference/kvm-host.md section 7.
 */
public enum RfcSevCommandId {
    LAUNCH_START(0),
    LAUNCH_UPDATE_DATA(1),
    LAUNCH_MEASURE(2),
    LAUNCH_FINISH(3),
    SEND_START(4),
    SEND_UPDATE_DATA(5),
    SEND_FINISH(6),
    RECEIVE_START(7),
    RECEIVE_UPDATE_DATA(8),
    RECEIVE_FINISH(9),
    GUEST_STATUS(10),
    DBG_DECRYPT(11),
    DBG_ENCRYPT(12);

    private static final CodeTable<RfcSevCommandId> CODES = CodeTable.of(values(), RfcSevCommandId::code);

    private final int code;

    RfcSevCommandId(int code) {
        this.code = code;
    }

    /** The value on the wire. */
    public int code() {
        return code;
    }

    /** Looks a wire value up; empty for one that is not assigned. */
    public static Optional<RfcSevCommandId> fromCode(int code) {
        return CODES.find(code);
    }
}
