package dev.sevsim.ovmf.dxe;

import static dev.sevsim.ovmf.dxe.Arguments.at;

import dev.sevsim.abi.efi.EfiBootServices;
import dev.sevsim.abi.efi.EfiStatus;
import dev.sevsim.bus.cpu.BootPhase;
import dev.sevsim.bus.cpu.GuestCpu;

/**
 * The end of boot services.
 *
 * <p>What the IOMMU still shares becomes private again; a stale map key changes nothing.
 *
 * <p>Source: docs/reference/ovmf-guest.md sections 8.2 and 11.7.
 */
record ExitServices(DxeCore core, long bootTable) {
    /** ExitBootServices(ImageHandle, MapKey). */
    long exitBootServices(GuestCpu cpu, long... args) {
        if (at(args, 1) != core.map().key()) {
            return EfiStatus.INVALID_PARAMETER;
        }
        core.observer().begins(BootPhase.EXIT_BOOT_SERVICES);
        core.ioMmu().exitBootServices();
        core.memory().zero(bootTable, EfiBootServices.SIZE);
        core.tables().dropBootServices();
        core.observer().ends(BootPhase.EXIT_BOOT_SERVICES);
        return EfiStatus.SUCCESS;
    }
}
