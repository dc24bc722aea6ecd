package dev.sevsim.abi.uapi;

import dev.sevsim.abi.CodeTable;
import java.util.Optional;

/**
 * Sub-commands of KVM_MEMORY_ENCRYPT_OP.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.3.
 */
public enum KvmSevCommandId {
    INIT(0),
    ES_INIT(1),
    LAUNCH_START(2),
    LAUNCH_UPDATE_DATA(3),
    LAUNCH_UPDATE_VMSA(4),
    LAUNCH_SECRET(5),
    LAUNCH_MEASURE(6),
    LAUNCH_FINISH(7),
    SEND_START(8),
    SEND_UPDATE_DATA(9),
    SEND_UPDATE_VMSA(10),
    SEND_FINISH(11),
    RECEIVE_START(12),
    RECEIVE_UPDATE_DATA(13),
    RECEIVE_UPDATE_VMSA(14),
    RECEIVE_FINISH(15),
    GUEST_STATUS(16),
    DBG_DECRYPT(17),
    DBG_ENCRYPT(18),
    CERT_EXPORT(19),
    GET_ATTESTATION_REPORT(20),
    SEND_CANCEL(21),
    INIT2(22);

    private static final CodeTable<KvmSevCommandId> CODES = CodeTable.of(values(), KvmSevCommandId::code);

    private final int code;

    KvmSevCommandId(int code) {
        this.code = code;
    }

    /** The value on the wire. */
    public int code() {
        return code;
    }

    /** Looks a wire value up; empty for one that is not assigned. */
    public static Optional<KvmSevCommandId> fromCode(int code) {
        return CODES.find(code);
    }
}
