package dev.sevsim.abi.uapi;

import dev.sevsim.abi.CodeTable;
import dev.sevsim.abi.layout.StructLayout;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sub-commands of KVM_MEMORY_ENCRYPT_OP.
 *
 * <p>Source: docs/reference/kvm-host.md sections 2.3 and 2.4.
 */
@SuppressWarnings("ImmutableEnumChecker") // the layouts are complete when the constants are made
public enum KvmSevCommandId {
    INIT(0),
    ES_INIT(1),
    LAUNCH_START(2, KvmSevLaunchStart.LAYOUT),
    LAUNCH_UPDATE_DATA(3, KvmSevLaunchUpdateData.LAYOUT),
    LAUNCH_UPDATE_VMSA(4),
    LAUNCH_SECRET(5, KvmSevLaunchSecret.LAYOUT),
    LAUNCH_MEASURE(6, KvmSevLaunchMeasure.LAYOUT),
    LAUNCH_FINISH(7),
    SEND_START(8, KvmSevSendStart.LAYOUT),
    SEND_UPDATE_DATA(9, KvmSevSendUpdateData.LAYOUT),
    SEND_UPDATE_VMSA(10),
    SEND_FINISH(11),
    RECEIVE_START(12, KvmSevReceiveStart.LAYOUT),
    RECEIVE_UPDATE_DATA(13, KvmSevReceiveUpdateData.LAYOUT),
    RECEIVE_UPDATE_VMSA(14),
    RECEIVE_FINISH(15),
    GUEST_STATUS(16, KvmSevGuestStatus.LAYOUT),
    DBG_DECRYPT(17, KvmSevDebug.LAYOUT),
    DBG_ENCRYPT(18, KvmSevDebug.LAYOUT),
    CERT_EXPORT(19),
    GET_ATTESTATION_REPORT(20, KvmSevAttestationReport.LAYOUT),
    SEND_CANCEL(21),
    INIT2(22, KvmSevInit.LAYOUT);

    private static final CodeTable<KvmSevCommandId> CODES = CodeTable.of(values(), KvmSevCommandId::code);

    private final int code;
    private final @Nullable StructLayout structure;

    /** A command without a structure. */
    KvmSevCommandId(int code) {
        this(code, null);
    }

    KvmSevCommandId(int code, @Nullable StructLayout structure) {
        this.code = code;
        this.structure = structure;
    }

    /** The value on the wire. */
    public int code() {
        return code;
    }

    /** The structure that its field {@code data} points to; empty for a command without one. */
    public Optional<StructLayout> layout() {
        return Optional.ofNullable(structure);
    }

    /** Looks a wire value up; empty for one that is not assigned. */
    public static Optional<KvmSevCommandId> fromCode(int code) {
        return CODES.find(code);
    }
}
