package dev.sevsim.abi.uapi;

import dev.sevsim.abi.CodeTable;
import java.util.Optional;

/**
 * Commands of SEV_ISSUE_CMD on /dev/sev.
 *
 * <p>Source: docs/reference/kvm-host.md section 1.2.
 */
public enum SevDeviceCommand {
    FACTORY_RESET(0),
    PLATFORM_STATUS(1),
    PEK_GEN(2),
    PEK_CSR(3),
    PDH_GEN(4),
    PDH_CERT_EXPORT(5),
    PEK_CERT_IMPORT(6),
    /** Deprecated by {@link #GET_ID2}. */
    GET_ID(7),
    GET_ID2(8);

    private static final CodeTable<SevDeviceCommand> CODES = CodeTable.of(values(), SevDeviceCommand::code);

    private final int code;

    SevDeviceCommand(int code) {
        this.code = code;
    }

    /** The value on the wire. */
    public int code() {
        return code;
    }

    /** Looks a wire value up; empty for one that is not assigned. */
    public static Optional<SevDeviceCommand> fromCode(int code) {
        return CODES.find(code);
    }
}
