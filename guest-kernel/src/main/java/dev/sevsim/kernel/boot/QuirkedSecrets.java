package dev.sevsim.kernel.boot;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Guid;
import dev.sevsim.abi.efi.CocoSecretArea;
import dev.sevsim.abi.efi.EfiMemoryDescriptor;
import dev.sevsim.abi.efi.EfiMemoryType;
import dev.sevsim.abi.secret.SecretTable;
import dev.sevsim.kernel.core.KernelLog;
import dev.sevsim.kernel.core.LogLevel;
import dev.sevsim.kernel.efi.BootServices;
import dev.sevsim.kernel.efi.ConfigurationTables;
import dev.sevsim.kernel.memory.IoMapping;
import dev.sevsim.kernel.memory.IoRemapper;
import dev.sevsim.kernel.memory.PhysicalMemory;
import dev.sevsim.kernel.secret.EarlyCocoModule;
import dev.sevsim.kernel.secret.SecretModule;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Version 7 of the series: the stub reserves the page of firmware that forgot to, and the EFI driver asks for the
 * module when the area is populated.
 *
 * <p>Source: docs/reference/guest-kernel.md sections 2.1 and 3.1.
 */
final class QuirkedSecrets implements SecretInterface {
    private static final long LARGEST_AREA = (1L << 32) - 1;
    private static final long NOTHING = 0;

    private long base = NOTHING;

    @Override
    public void prepare(BootServices services, PhysicalMemory memory, long systemTable) {
        OptionalLong pair = ConfigurationTables.first(memory, systemTable, table());
        if (pair.isPresent()) {
            CocoSecretArea area = CocoSecretArea.CODEC.decode(memory.read(pair.getAsLong(), CocoSecretArea.SIZE));
            if (area.size() != 0 && Long.compareUnsigned(area.size(), LARGEST_AREA) <= 0) {
                base = area.base();
            }
        }
    }

    /** The whole descriptor, but only one that starts at the area exactly. */
    @Override
    public List<EfiMemoryDescriptor> understood(List<EfiMemoryDescriptor> map) {
        return base == NOTHING
                ? map
                : map.stream()
                        .map(each -> each.physicalStart() == base && isTakenBack(each.type()) ? reserved(each) : each)
                        .toList();
    }

    private static boolean isTakenBack(int type) {
        return EfiMemoryType.fromCode(type)
                .map(known -> switch (known) {
                    case LOADER_CODE, LOADER_DATA, BOOT_SERVICES_CODE, BOOT_SERVICES_DATA, CONVENTIONAL -> true;
                    default -> false;
                })
                .orElse(false);
    }

    private static EfiMemoryDescriptor reserved(EfiMemoryDescriptor each) {
        return new EfiMemoryDescriptor(
                EfiMemoryType.RESERVED.code(),
                each.physicalStart(),
                each.virtualStart(),
                each.pages(),
                each.attribute());
    }

    @Override
    public SecretModule module(OptionalLong pointer, IoRemapper remapper, RootTree tree, KernelLog log) {
        return EarlyCocoModule.v7(pointer, remapper, tree.security(), log);
    }

    @Override
    public boolean loadsItself(OptionalLong pointer, IoRemapper remapper, KernelLog log) {
        if (pointer.isEmpty()) {
            return false;
        }
        Optional<IoMapping> pair = remapper.memremap(pointer.getAsLong(), CocoSecretArea.SIZE);
        if (pair.isEmpty()) {
            log.log(LogLevel.ERROR, "efi: failed to map the secret area's location");
            return false;
        }
        CocoSecretArea area =
                CocoSecretArea.CODEC.decode(Bytes.copyOf(pair.orElseThrow().read(0, CocoSecretArea.SIZE)));
        if (area.base() == 0 || Long.compareUnsigned(area.size(), Guid.SIZE) < 0) {
            return false;
        }
        Optional<IoMapping> header = remapper.remapEncrypted(area.base(), Guid.SIZE, "efi_load_efi_secret_module");
        if (header.isEmpty()) {
            log.log(LogLevel.ERROR, "efi: failed to map secret area");
            return false;
        }
        return Guid.fromWire(header.orElseThrow().read(0, Guid.SIZE), 0).equals(SecretTable.HEADER);
    }
}
