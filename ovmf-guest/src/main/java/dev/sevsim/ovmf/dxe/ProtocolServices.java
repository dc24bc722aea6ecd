package dev.sevsim.ovmf.dxe;

import static dev.sevsim.ovmf.dxe.Arguments.at;

import dev.sevsim.abi.Guid;
import dev.sevsim.abi.efi.EfiStatus;
import dev.sevsim.bus.cpu.GuestCpu;
import java.util.OptionalLong;

/**
 * The boot services about protocols and configuration tables.
 *
 * <p>Source: UEFI Specification 2.10 section 7.3; docs/reference/ovmf-guest.md section 8.3.
 */
record ProtocolServices(DxeCore core) {
    /** HandleProtocol(Handle, *Protocol, **Interface). */
    long handleProtocol(GuestCpu cpu, long... args) {
        if (at(args, 1) == 0 || at(args, 2) == 0 || !core.handles().contains(at(args, 0))) {
            return EfiStatus.INVALID_PARAMETER;
        }
        OptionalLong found = core.handles().find(at(args, 0), guid(at(args, 1)));
        core.memory().putU64(at(args, 2), found.orElse(0));
        return found.isPresent() ? EfiStatus.SUCCESS : EfiStatus.UNSUPPORTED;
    }

    /**
     * LocateProtocol(*Protocol, *Registration, **Interface).
     *
     * <p>Our simplification: asked for the Linux initrd's media GUID it gives that path's LoadFile2 interface, which a
     * real kernel finds with LocateDevicePath and HandleProtocol.
     */
    long locateProtocol(GuestCpu cpu, long... args) {
        if (at(args, 0) == 0 || at(args, 2) == 0) {
            return EfiStatus.INVALID_PARAMETER;
        }
        OptionalLong found = core.handles().findFirst(guid(at(args, 0)));
        core.memory().putU64(at(args, 2), found.orElse(0));
        return found.isPresent() ? EfiStatus.SUCCESS : EfiStatus.NOT_FOUND;
    }

    /** InstallConfigurationTable(*Guid, *Table). */
    long installConfigurationTable(GuestCpu cpu, long... args) {
        if (at(args, 0) == 0) {
            return EfiStatus.INVALID_PARAMETER;
        }
        return core.tables().install(guid(at(args, 0)), at(args, 1));
    }

    private Guid guid(long address) {
        return Guid.fromWire(core.memory().read(address, Guid.SIZE).toArray(), 0);
    }
}
