package dev.sevsim.kernel.boot;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Guid;
import dev.sevsim.abi.efi.CocoSecretArea;
import dev.sevsim.abi.efi.EfiStatus;
import dev.sevsim.abi.secret.SecretTable;
import dev.sevsim.kernel.core.KernelLog;
import dev.sevsim.kernel.core.LogLevel;
import dev.sevsim.kernel.efi.BootServices;
import dev.sevsim.kernel.efi.ConfigurationTables;
import dev.sevsim.kernel.memory.IoRemapper;
import dev.sevsim.kernel.memory.MemBlock;
import dev.sevsim.kernel.memory.PhysicalMemory;
import dev.sevsim.kernel.secret.EarlyCocoModule;
import dev.sevsim.kernel.secret.SecretModule;
import java.util.OptionalLong;

/**
 * Version 2 of the series: the stub copies the area into memory of its own, publishes the copy, and the kernel reserves
 * it. The firmware's page is not wiped.
 *
 * <p>The stub's error line for a copy that cannot be allocated is not modelled, since the firmware has no console to
 * write it to. Source: docs/reference/guest-kernel.md section 8.1.
 */
final class CopiedSecrets implements SecretInterface {
    /** The table that the stub makes. */
    static final Guid COPY = Guid.of("940ed1e9-d3da-408b-b307-e32d254a6516");

    private static final long LARGEST_AREA = (1L << 32) - 1;
    private static final int CHUNK = 1 << 16;
    private static final int SIZE_FIELD = Integer.BYTES;

    @Override
    public Guid table() {
        return COPY;
    }

    @Override
    public String tableName() {
        return "SevSecret";
    }

    @Override
    public void prepare(BootServices services, PhysicalMemory memory, long systemTable) {
        OptionalLong pair = ConfigurationTables.first(memory, systemTable, SecretTable.COCO_SECRET_AREA);
        if (pair.isEmpty()) {
            return;
        }
        CocoSecretArea area = CocoSecretArea.CODEC.decode(memory.read(pair.getAsLong(), CocoSecretArea.SIZE));
        if (area.size() == 0
                || Long.compareUnsigned(area.size(), LARGEST_AREA) > 0
                || EfiStatus.isError(services.allocatePool(SIZE_FIELD + area.size()))) {
            return;
        }
        long copy = services.result(0);
        memory.write(copy, Bytes.u32Le((int) area.size()));
        for (long done = 0; done < area.size(); done += CHUNK) {
            int length = (int) Math.min(CHUNK, area.size() - done);
            memory.write(copy + SIZE_FIELD + done, memory.read(area.base() + done, length));
        }
        if (EfiStatus.isError(services.installConfigurationTable(COPY, copy))) {
            long unused = services.freePool(copy);
        }
    }

    @Override
    public void reserve(OptionalLong pointer, PhysicalMemory memory, MemBlock free, KernelLog log) {
        if (pointer.isPresent()) {
            long copy = pointer.getAsLong();
            long size = SIZE_FIELD
                    + Integer.toUnsignedLong(
                            memory.read(copy, SIZE_FIELD).asLittleEndian().getInt());
            free.reserve(copy, size);
            log.log(
                    LogLevel.INFO,
                    "efi: Reserved SEV secret area [mem 0x%016x-0x%016x]".formatted(copy, copy + size - 1));
        }
    }

    @Override
    public SecretModule module(OptionalLong pointer, IoRemapper remapper, RootTree tree, KernelLog log) {
        return EarlyCocoModule.v2(pointer, remapper, tree.security(), log);
    }

    /** It is loaded by hand. */
    @Override
    public boolean loadsItself(OptionalLong pointer, IoRemapper remapper, KernelLog log) {
        return false;
    }
}
