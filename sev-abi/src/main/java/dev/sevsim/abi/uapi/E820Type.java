package dev.sevsim.abi.uapi;

import dev.sevsim.abi.efi.EfiMemoryType;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Kinds of memory in the e820 map of {@code boot_params}.
 *
 * <p>Source: docs/reference/guest-kernel.md section 2; Linux uapi {@code asm/bootparam.h}.
 */
@SuppressWarnings("ImmutableEnumChecker") // the sets are immutable
public enum E820Type {
    RAM(
            1,
            "usable",
            EfiMemoryType.LOADER_CODE,
            EfiMemoryType.LOADER_DATA,
            EfiMemoryType.BOOT_SERVICES_CODE,
            EfiMemoryType.BOOT_SERVICES_DATA,
            EfiMemoryType.CONVENTIONAL),
    RESERVED(
            2,
            "reserved",
            EfiMemoryType.RESERVED,
            EfiMemoryType.RUNTIME_SERVICES_CODE,
            EfiMemoryType.RUNTIME_SERVICES_DATA,
            EfiMemoryType.MEMORY_MAPPED_IO,
            EfiMemoryType.MEMORY_MAPPED_IO_PORT_SPACE,
            EfiMemoryType.PAL_CODE),
    ACPI(3, "ACPI data", EfiMemoryType.ACPI_RECLAIM),
    NVS(4, "ACPI NVS", EfiMemoryType.ACPI_NVS),
    UNUSABLE(5, "unusable", EfiMemoryType.UNUSABLE),
    PERSISTENT(7, "persistent (type 7)", EfiMemoryType.PERSISTENT);

    /** Bytes of a packed record of the map: u64 address, u64 length, u32 type. */
    public static final int RECORD_SIZE = 20;

    private final int code;
    private final String text;
    private final Set<EfiMemoryType> efiTypes;

    E820Type(int code, String text, EfiMemoryType... efiTypes) {
        this.code = code;
        this.text = text;
        this.efiTypes = Set.of(efiTypes);
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
        return EfiMemoryType.fromCode(efiType)
                .flatMap(type -> Stream.of(values())
                        .filter(kind -> kind.efiTypes.contains(type))
                        .findFirst());
    }
}
