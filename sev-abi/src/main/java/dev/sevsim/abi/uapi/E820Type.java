package dev.sevsim.abi.uapi;

import java.util.Optional;

/**
 * Kinds of memory in the e820 map of {@code boot_params}.
 *
 * <p>Source: docs/reference/guest-kernel.md section 2; Linux uapi {@code asm/bootparam.h}.
 */
public enum E820Type {
    RAM(1, "usable"),
    RESERVED(2, "reserved"),
    ACPI(3, "ACPI data"),
    NVS(4, "ACPI NVS"),
    UNUSABLE(5, "unusable"),
    PERSISTENT(7, "persistent (type 7)");

    private final int code;
    private final String text;

    E820Type(int code, String text) {
        this.code = code;
        this.text = text;
    }

    /** The value in boot_params. */
    public int code() {
        return code;
    }

    /** The name in the kernel's boot log. */
    public String text() {
        return text;
    }

    /** The e820 type of an EFI memory type; empty for one that the kernel skips. */
    public static Optional<E820Type> ofEfiType(int efiType) {
        return switch (efiType) {
            case 0, 5, 6, 11, 12, 13 -> Optional.of(RESERVED);
            case 1, 2, 3, 4, 7 -> Optional.of(RAM);
            case 8 -> Optional.of(UNUSABLE);
            case 9 -> Optional.of(ACPI);
            case 10 -> Optional.of(NVS);
            case 14 -> Optional.of(PERSISTENT);
            default -> Optional.empty();
        };
    }
}
