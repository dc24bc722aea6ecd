package dev.sevsim.kernel.efi;

import dev.sevsim.abi.Guid;
import dev.sevsim.abi.efi.EfiConfigurationTable;
import dev.sevsim.abi.efi.EfiSystemTable;
import dev.sevsim.kernel.memory.PhysicalMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** The firmware's list of GUIDs and pointers. Source: docs/reference/guest-kernel.md section 3. */
public final class ConfigurationTables {
    /** More entries than any firmware has; a count beyond is garbage. */
    private static final int MAXIMUM_ENTRIES = 512;

    private ConfigurationTables() {}

    /** All entries that a system table leads to, in its order. */
    static List<EfiConfigurationTable> read(PhysicalMemory memory, EfiSystemTable table) {
        List<EfiConfigurationTable> entries = new ArrayList<>();
        long count = Math.min(MAXIMUM_ENTRIES, Math.max(0, table.tableEntries()));
        for (long i = 0; i < count; i++) {
            entries.add(EfiConfigurationTable.CODEC.decode(memory.read(
                    table.configurationTable() + i * EfiConfigurationTable.SIZE, EfiConfigurationTable.SIZE)));
        }
        return entries;
    }

    /** The pointer of the first entry with a GUID, as a stub looks it up. */
    public static OptionalLong first(PhysicalMemory memory, long systemTable, Guid guid) {
        EfiSystemTable table = EfiSystemTable.CODEC.decode(memory.read(systemTable, EfiSystemTable.SIZE));
        return read(memory, table).stream()
                .filter(entry -> entry.guid().equals(guid))
                .mapToLong(EfiConfigurationTable::vendorTable)
                .findFirst();
    }
}
