package dev.sevsim.kernel.boot;

import dev.sevsim.abi.Guid;
import dev.sevsim.abi.efi.EfiMemoryDescriptor;
import dev.sevsim.abi.secret.SecretTable;
import dev.sevsim.kernel.core.KernelLog;
import dev.sevsim.kernel.efi.BootServices;
import dev.sevsim.kernel.image.Era;
import dev.sevsim.kernel.memory.IoRemapper;
import dev.sevsim.kernel.memory.MemBlock;
import dev.sevsim.kernel.memory.PhysicalMemory;
import dev.sevsim.kernel.secret.SecretModule;
import java.util.List;
import java.util.OptionalLong;

/**
 * What one era does on the way from the firmware's table to the module. Stub and kernel have one each; what the stub
 * finds out reaches the kernel through memory alone.
 *
 * <p>Source: docs/reference/guest-kernel.md sections 2.1, 3.1 and 8.
 */
interface SecretInterface {
    static SecretInterface of(Era era) {
        return switch (era) {
            case V2 -> new CopiedSecrets();
            case V7 -> new QuirkedSecrets();
            case FINAL -> new PlatformDeviceSecrets();
        };
    }

    /** The configuration table that the kernel looks for; by default the firmware's own. */
    default Guid table() {
        return SecretTable.COCO_SECRET_AREA;
    }

    /** What the boot log calls that table. */
    default String tableName() {
        return "CocoSecret";
    }

    /** The stub's part, before it asks for the last memory map. */
    default void prepare(BootServices services, PhysicalMemory memory, long systemTable) {}

    /** The memory map as the stub understands it. */
    default List<EfiMemoryDescriptor> understood(List<EfiMemoryDescriptor> map) {
        return map;
    }

    /** The early kernel's part: reserves memory. */
    default void reserve(OptionalLong pointer, PhysicalMemory memory, MemBlock free, KernelLog log) {}

    /** Whether the kernel is new enough for its stub to publish the initrd in a configuration table. */
    default boolean publishesInitrd() {
        return false;
    }

    /** The module on disk. */
    SecretModule module(OptionalLong pointer, IoRemapper remapper, RootTree tree, KernelLog log);

    /** Whether something in the kernel, or the hot-plug daemon, loads the module. */
    boolean loadsItself(OptionalLong pointer, IoRemapper remapper, KernelLog log);
}
