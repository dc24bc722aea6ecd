package dev.sevsim.ovmf.dxe;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Guid;
import dev.sevsim.abi.efi.EfiConfigurationTable;
import dev.sevsim.abi.efi.EfiMemoryType;
import dev.sevsim.abi.efi.EfiStatus;
import dev.sevsim.abi.efi.EfiSystemTable;
import dev.sevsim.abi.efi.EfiTableHeader;
import dev.sevsim.ovmf.sec.GuestMemory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The EFI system table and its configuration tables, which live in guest memory and are changed there.
 *
 * <p>Source: docs/reference/ovmf-guest.md sections 8.1 to 8.3.
 */
public final class SystemTables {
    private static final String VENDOR = "EDK II";
    private static final int FIRMWARE_REVISION = 0x0001_0000;
    private static final int GROWTH = 16;

    private final GuestMemory memory;
    private final MemoryPool pool;
    private final long address;
    private int capacity;

    private SystemTables(GuestMemory memory, MemoryPool pool, long address) {
        this.memory = memory;
        this.pool = pool;
        this.address = address;
    }

    /** Writes a system table without configuration tables; empty when memory is used up. */
    static Optional<SystemTables> create(GuestMemory memory, MemoryPool pool, long bootServices, long runtimeServices) {
        byte[] vendor = (VENDOR + "\0").getBytes(StandardCharsets.UTF_16LE);
        OptionalLong text = pool.allocate(EfiMemoryType.RUNTIME_SERVICES_DATA, vendor.length);
        OptionalLong table = pool.allocate(EfiMemoryType.RUNTIME_SERVICES_DATA, EfiSystemTable.SIZE);
        if (text.isEmpty() || table.isEmpty()) {
            return Optional.empty();
        }
        memory.write(text.getAsLong(), vendor);
        SystemTables tables = new SystemTables(memory, pool, table.getAsLong());
        tables.store(new EfiSystemTable(
                EfiSystemTable.SIGNATURE,
                EfiTableHeader.REVISION_2_70,
                EfiSystemTable.SIZE,
                0,
                text.getAsLong(),
                FIRMWARE_REVISION,
                0,
                0,
                0,
                0,
                0,
                0,
                runtimeServices,
                bootServices,
                0,
                0));
        return Optional.of(tables);
    }

    long address() {
        return address;
    }

    EfiSystemTable load() {
        return EfiSystemTable.CODEC.decode(memory.read(address, EfiSystemTable.SIZE));
    }

    /** Address of a configuration table; empty when none has the GUID. */
    public OptionalLong find(Guid guid) {
        return configurationTables(load()).stream()
                .filter(t -> t.guid().equals(guid))
                .mapToLong(EfiConfigurationTable::vendorTable)
                .findFirst();
    }

    /** Adds, replaces or (with a table of 0) removes a configuration table; the answer is an EFI status. */
    long install(Guid guid, long table) {
        EfiSystemTable system = load();
        List<EfiConfigurationTable> tables = configurationTables(system);
        int index = indexOf(tables, guid);
        if (table == 0 && index < 0) {
            return EfiStatus.NOT_FOUND;
        }
        if (table == 0) {
            tables.remove(index);
        } else if (index >= 0) {
            tables.set(index, EfiConfigurationTable.of(guid, table));
        } else {
            tables.add(EfiConfigurationTable.of(guid, table));
        }
        long array = system.configurationTable();
        if (tables.size() > capacity) {
            OptionalLong bigger = grow(array);
            if (bigger.isEmpty()) {
                return EfiStatus.OUT_OF_RESOURCES;
            }
            array = bigger.getAsLong();
        }
        memory.write(array, encode(tables));
        storeTables(system, system.bootServices(), tables.size(), array);
        return EfiStatus.SUCCESS;
    }

    /** Takes the boot services away from the table, as ExitBootServices does. */
    void dropBootServices() {
        EfiSystemTable system = load();
        storeTables(system, 0, system.tableEntries(), system.configurationTable());
    }

    private OptionalLong grow(long old) {
        OptionalLong bigger = pool.allocate(
                EfiMemoryType.RUNTIME_SERVICES_DATA, (long) (capacity + GROWTH) * EfiConfigurationTable.SIZE);
        if (bigger.isPresent()) {
            capacity += GROWTH;
            if (old != 0) {
                pool.free(old);
            }
        }
        return bigger;
    }

    private List<EfiConfigurationTable> configurationTables(EfiSystemTable system) {
        List<EfiConfigurationTable> tables = new ArrayList<>();
        for (int i = 0; i < system.tableEntries(); i++) {
            long at = system.configurationTable() + (long) i * EfiConfigurationTable.SIZE;
            tables.add(EfiConfigurationTable.CODEC.decode(memory.read(at, EfiConfigurationTable.SIZE)));
        }
        return tables;
    }

    private void storeTables(EfiSystemTable old, long bootServices, long entries, long array) {
        store(new EfiSystemTable(
                old.signature(),
                old.revision(),
                old.headerSize(),
                0,
                old.firmwareVendor(),
                old.firmwareRevision(),
                old.consoleInHandle(),
                old.consoleIn(),
                old.consoleOutHandle(),
                old.consoleOut(),
                old.standardErrorHandle(),
                old.standardError(),
                old.runtimeServices(),
                bootServices,
                entries,
                array));
    }

    private void store(EfiSystemTable table) {
        memory.write(address, table.withCrc().encode());
    }

    private static int indexOf(List<EfiConfigurationTable> tables, Guid guid) {
        for (int i = 0; i < tables.size(); i++) {
            if (tables.get(i).guid().equals(guid)) {
                return i;
            }
        }
        return -1;
    }

    private static Bytes encode(List<EfiConfigurationTable> tables) {
        return Bytes.concat(tables.stream().map(EfiConfigurationTable::encode).toArray(Bytes[]::new));
    }
}
