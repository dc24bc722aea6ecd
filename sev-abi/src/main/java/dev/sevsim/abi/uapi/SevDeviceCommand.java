package dev.sevsim.abi.uapi;

import dev.sevsim.abi.CodeTable;
import dev.sevsim.abi.layout.StructLayout;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Commands of SEV_ISSUE_CMD on /dev/sev.
 *
 * <p>Source: docs/reference/kvm-host.md section 1.2.
 */
@SuppressWarnings("ImmutableEnumChecker") // the layouts are complete when the constants are made
public enum SevDeviceCommand {
    FACTORY_RESET(0),
    PLATFORM_STATUS(1, SevUserDataStatus.LAYOUT),
    PEK_GEN(2),
    PEK_CSR(3, SevUserDataPekCsr.LAYOUT),
    PDH_GEN(4),
    PDH_CERT_EXPORT(5, SevUserDataPdhCertExport.LAYOUT),
    PEK_CERT_IMPORT(6, SevUserDataPekCertImport.LAYOUT),
    /** Deprecated by {@link #GET_ID2}. */
    GET_ID(7),
    GET_ID2(8, SevUserDataGetId2.LAYOUT);

    private static final CodeTable<SevDeviceCommand> CODES = CodeTable.of(values(), SevDeviceCommand::code);

    private final int code;
    private final @Nullable StructLayout structure;

    /** A command without a structure. */
    SevDeviceCommand(int code) {
        this(code, null);
    }

    SevDeviceCommand(int code, @Nullable StructLayout structure) {
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
    public static Optional<SevDeviceCommand> fromCode(int code) {
        return CODES.find(code);
    }
}
