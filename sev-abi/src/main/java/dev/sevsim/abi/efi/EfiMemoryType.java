package dev.sevsim.abi.efi;

import dev.sevsim.abi.CodeTable;
import java.util.Optional;

/**
 * UEFI memory types.
 *
 * <p>Source: docs/reference/ovmf-guest.md section 8.4.
 */
public enum EfiMemoryType {
    RESERVED(0),
    LOADER_CODE(1),
    LOADER_DATA(2),
    BOOT_SERVICES_CODE(3),
    BOOT_SERVICES_DATA(4),
    RUNTIME_SERVICES_CODE(5),
    RUNTIME_SERVICES_DATA(6),
    CONVENTIONAL(7),
    UNUSABLE(8),
    ACPI_RECLAIM(9),
    ACPI_NVS(10),
    MEMORY_MAPPED_IO(11),
    MEMORY_MAPPED_IO_PORT_SPACE(12),
    PAL_CODE(13),
    PERSISTENT(14),
    UNACCEPTED(15);

    private static final CodeTable<EfiMemoryType> CODES = CodeTable.of(values(), EfiMemoryType::code);

    private final int code;

    EfiMemoryType(int code) {
        this.code = code;
    }

    /** The value on the wire. */
    public int code() {
        return code;
    }

    /** Looks a wire value up; empty for one that is not assigned. */
    public static Optional<EfiMemoryType> fromCode(int code) {
        return CODES.find(code);
    }
}
