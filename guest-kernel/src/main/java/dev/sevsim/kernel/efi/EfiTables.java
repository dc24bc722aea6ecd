package dev.sevsim.kernel.efi;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Guid;
import dev.sevsim.abi.efi.EfiConfigurationTable;
import dev.sevsim.abi.efi.EfiSystemTable;
import dev.sevsim.kernel.core.KernelLog;
import dev.sevsim.kernel.core.LogLevel;
import dev.sevsim.kernel.memory.PhysicalMemory;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the EFI driver remembers of the configuration tables.
 *
 * <p>Pointers are kept, not followed; of two tables with one GUID the last wins. Source: docs/reference/guest-kernel.md
 * section 3.
 *
 * @param secret what the era's table of secrets points to
 */
public record EfiTables(OptionalLong secret) {
    private static final int MAXIMUM_VENDOR_CHARACTERS = 99;
    private static final int DECIMAL_MINOR = 10;

    /** What the stub installs when the firmware had an initrd. Source: Linux {@code include/linux/efi.h}. */
    public static final Guid INITRD = Guid.of("5568e427-68fc-4f3d-ac74-ca555231cc68");

    private static final Map<Guid, String> NAMES = Map.of(
            Guid.of("8868e871-e4f1-11d3-bc22-0080c73c8881"),
            "ACPI 2.0",
            Guid.of("eb9d2d30-2d88-11d3-9a16-0090273fc14d"),
            "ACPI",
            Guid.of("eb9d2d31-2d88-11d3-9a16-0090273fc14d"),
            "SMBIOS",
            Guid.of("f2fd1544-9794-4a2c-992e-e5bbcf20e394"),
            "SMBIOS 3.0",
            Guid.of("dcfa911d-26eb-469f-a220-38b7dc461220"),
            "MEMATTR",
            Guid.of("b122a263-3661-4f68-9929-78f8b0d62180"),
            "ESRT",
            Guid.of("1ce1e5bc-7ceb-42f2-81e5-8aadf180f57b"),
            "RNG",
            Guid.of("eb66918a-7eef-402a-842e-931d21c38ae9"),
            "RTPROP",
            INITRD,
            "INITRD");

    /**
     * Reads the tables and logs them; empty when there is no system table at {@code address}.
     *
     * @param secretTable GUID of this kernel's table of secrets
     * @param secretName what the log calls it
     */
    public static Optional<EfiTables> parse(
            PhysicalMemory memory, long address, Guid secretTable, String secretName, KernelLog log) {
        EfiSystemTable table = EfiSystemTable.CODEC.decode(memory.read(address, EfiSystemTable.SIZE));
        if (table.signature() != EfiSystemTable.SIGNATURE) {
            log.log(LogLevel.ERROR, "efi: System table signature incorrect!");
            return Optional.empty();
        }
        int minor = table.revision() & 0xFFFF;
        String revision = (table.revision() >>> 16) + "." + minor / DECIMAL_MINOR
                + (minor % DECIMAL_MINOR == 0 ? "0" : Integer.toString(minor % DECIMAL_MINOR));
        log.log(LogLevel.INFO, "efi: EFI v" + revision + " by " + vendor(memory, table.firmwareVendor()));
        StringBuilder line = new StringBuilder("efi: ");
        OptionalLong secret = OptionalLong.empty();
        for (EfiConfigurationTable entry : ConfigurationTables.read(memory, table)) {
            boolean isSecret = entry.guid().equals(secretTable);
            String name = isSecret ? secretName : NAMES.get(entry.guid());
            if (name != null) {
                line.append("%s=0x%x ".formatted(name, entry.vendorTable()));
            }
            if (isSecret) {
                secret = OptionalLong.of(entry.vendorTable());
            }
        }
        log.log(LogLevel.INFO, line.toString());
        return Optional.of(new EfiTables(validPointer(secret)));
    }

    /** All ones is the value for "no such table". */
    private static OptionalLong validPointer(OptionalLong pointer) {
        return pointer.isPresent() && pointer.getAsLong() == -1 ? OptionalLong.empty() : pointer;
    }

    private static String vendor(PhysicalMemory memory, long address) {
        if (address == 0) {
            return "unknown";
        }
        Bytes raw = memory.read(address, MAXIMUM_VENDOR_CHARACTERS * Character.BYTES);
        return Utf16.untilNul(raw);
    }
}
