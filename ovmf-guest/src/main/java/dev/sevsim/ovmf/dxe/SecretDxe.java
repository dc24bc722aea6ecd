package dev.sevsim.ovmf.dxe;

import static dev.sevsim.ovmf.sec.SerialConsole.hex;

import dev.sevsim.abi.efi.CocoSecretArea;
import dev.sevsim.abi.efi.EfiMemoryType;
import dev.sevsim.abi.efi.EfiStatus;
import dev.sevsim.abi.image.OvmfTable.Area;
import dev.sevsim.abi.secret.SecretTable;
import dev.sevsim.bus.cpu.BootPhase;
import dev.sevsim.ovmf.image.ReleaseBehaviour.SecretPointer;
import java.util.OptionalLong;

/**
 * Publishes the location of the launch secret; it does not read the secret.
 *
 * <p>Source: docs/reference/ovmf-guest.md section 7.
 */
public final class SecretDxe {
    private SecretDxe() {}

    /** Installs the configuration table; the answer is an EFI status. */
    public static long run(DxeCore core, Area area, SecretPointer pointer) {
        core.observer().begins(BootPhase.SECRET_DXE);
        long status = publish(core, area, pointer);
        core.observer().ends(BootPhase.SECRET_DXE);
        return status;
    }

    private static long publish(DxeCore core, Area area, SecretPointer pointer) {
        OptionalLong location = core.pool().allocate(memoryType(pointer), CocoSecretArea.SIZE);
        if (location.isEmpty()) {
            return EfiStatus.OUT_OF_RESOURCES;
        }
        core.memory().write(location.getAsLong(), new CocoSecretArea(area.base(), area.size()).encode());
        core.console()
                .line("SecretDxe: launch secret at " + hex(area.base()) + " + " + hex(area.size()) + " published");
        return core.tables().install(SecretTable.COCO_SECRET_AREA, location.getAsLong());
    }

    /** The reference calls the older place boot-services memory; that it is data, not code, is our choice. */
    private static EfiMemoryType memoryType(SecretPointer pointer) {
        return switch (pointer) {
            case DRIVER_DATA -> EfiMemoryType.BOOT_SERVICES_DATA;
            case ACPI_RECLAIM -> EfiMemoryType.ACPI_RECLAIM;
        };
    }
}
