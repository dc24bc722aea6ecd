package dev.sevsim.ovmf.dxe;

import static dev.sevsim.ovmf.dxe.Arguments.at;

import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.efi.EfiGuids;
import dev.sevsim.abi.efi.EfiMemoryType;
import dev.sevsim.abi.efi.EfiStatus;
import dev.sevsim.bus.cpu.GuestCpu;
import java.util.OptionalLong;

/**
 * The initrd as a LoadFile2 protocol: a structure whose only member points to
 * {@code LoadFile(This, FilePath, BootPolicy, *BufferSize, Buffer)}.
 *
 * <p>Our simplification: the interface is registered under the media GUID itself, see
 * {@link ProtocolServices#locateProtocol}.
 *
 * <p>Source: UEFI Specification 2.10 section 13.2; docs/reference/ovmf-guest.md section 10.
 */
final class InitrdLoadFile {
    private static final int ROUTINE_OFFSET = 16;
    private static final int SIZE = 32;

    private final DxeCore core;
    private final Blob initrd;
    private OptionalLong handle = OptionalLong.empty();
    private long address;

    private InitrdLoadFile(DxeCore core, Blob initrd) {
        this.core = core;
        this.initrd = initrd;
    }

    /** Offers the initrd; nothing is offered when there is none or no memory for the protocol. */
    static InitrdLoadFile install(DxeCore core, Blob initrd) {
        InitrdLoadFile file = new InitrdLoadFile(core, initrd);
        if (!initrd.isEmpty()) {
            core.pool().allocate(EfiMemoryType.BOOT_SERVICES_CODE, SIZE).ifPresent(file::installAt);
        }
        return file;
    }

    void remove() {
        if (handle.isPresent()) {
            core.handles().remove(handle.getAsLong());
            core.pool().free(address);
            handle = OptionalLong.empty();
        }
    }

    private void installAt(long newAddress) {
        address = newAddress;
        core.memory().cpu().install(new GuestPhysical(address + ROUTINE_OFFSET), "InitrdLoadFile2", this::loadFile);
        core.memory().putU64(address, address + ROUTINE_OFFSET);
        handle = core.handles().install(EfiGuids.LINUX_INITRD_MEDIA, address);
    }

    private long loadFile(GuestCpu cpu, long... args) {
        boolean bootPolicy = at(args, 2) != 0;
        long sizeAt = at(args, 3);
        long buffer = at(args, 4);
        if (sizeAt == 0) {
            return EfiStatus.INVALID_PARAMETER;
        }
        if (bootPolicy) {
            return EfiStatus.UNSUPPORTED;
        }
        boolean fits = buffer != 0 && Long.compareUnsigned(core.memory().u64(sizeAt), initrd.size()) >= 0;
        core.memory().putU64(sizeAt, initrd.size());
        if (!fits) {
            return EfiStatus.BUFFER_TOO_SMALL;
        }
        core.memory().copy(initrd.address(), buffer, initrd.size());
        return EfiStatus.SUCCESS;
    }
}
