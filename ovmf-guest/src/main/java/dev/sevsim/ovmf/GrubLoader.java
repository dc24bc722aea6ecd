package dev.sevsim.ovmf;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.efi.EfiMemoryType;
import dev.sevsim.abi.efi.EfiStatus;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The "Grub Bootloader" option: boots the kernel of a {@link GuestDisk}.
 *
 * <p>A real AmdSev GRUB boots only from a volume that it could unlock with the disk passphrase. Here the disk is plain;
 * the search for the passphrase is made and reported, nothing is unlocked. Nothing that comes from the disk is measured.
 *
 * <p>Source: ovmf-guest.md sections 12 to 14.
 */
final class GrubLoader {
    private static final int LONGEST_COMMAND_LINE = 1 << 16;

    private final DxeCore core;
    private final ImageStarter starter;

    GrubLoader(DxeCore core, ImageStarter starter) {
        this.core = core;
        this.starter = starter;
    }

    /** Tries to boot; comes back with an EFI status when no kernel took over. */
    long run() {
        core.console().line("GRUB: " + DiskPassphrase.search(core) + "; no encrypted volume to unlock");
        AtaDisk disk = AtaDisk.probe(core.memory().cpu()).orElse(null);
        if (disk == null) {
            core.console().line("GRUB: no disk");
            return EfiStatus.NOT_FOUND;
        }
        Optional<GuestDisk.Header> header = disk.read(0, 1).flatMap(GuestDisk::readHeader);
        if (header.isEmpty()) {
            core.console().line("GRUB: the disk holds nothing that can be booted");
            return EfiStatus.NOT_FOUND;
        }
        core.console().line("GRUB: loading kernel and initrd from disk, unmeasured");
        return boot(disk, header.get());
    }

    private long boot(AtaDisk disk, GuestDisk.Header header) {
        Blob kernel = load(disk, header.kernel());
        Blob initrd = load(disk, header.initrd());
        boolean complete = kernel.size() == header.kernel().sizeBytes()
                && initrd.size() == header.initrd().sizeBytes()
                && header.commandLine().sizeBytes() <= LONGEST_COMMAND_LINE
                && disk.contains(header.commandLine());
        long status = EfiStatus.DEVICE_ERROR;
        if (complete && !kernel.isEmpty()) {
            status = starter.run(kernel, initrd, ImageStarter.LoadOptions.of(commandLine(disk, header.commandLine())));
        } else {
            core.console().line("GRUB: the disk could not be read");
        }
        if (!starter.hasExitedBootServices()) {
            free(kernel);
            free(initrd);
        }
        return status;
    }

    private String commandLine(AtaDisk disk, GuestDisk.Extent extent) {
        if (extent.sizeBytes() == 0) {
            return "";
        }
        Bytes raw = disk.read(extent.lba(), (int) extent.sectors()).orElse(Bytes.EMPTY);
        int length = (int) Math.min(extent.sizeBytes(), raw.length());
        return new String(raw.slice(0, length).toArray(), StandardCharsets.ISO_8859_1);
    }

    /** Reads a file into private memory; an empty blob when it is empty, does not fit or cannot be read. */
    private Blob load(AtaDisk disk, GuestDisk.Extent extent) {
        if (extent.sizeBytes() == 0 || !disk.contains(extent)) {
            return Blob.EMPTY;
        }
        long bytes = extent.sectors() * GuestDisk.SECTOR_SIZE;
        long pages = (bytes + MemoryMap.PAGE - 1) / MemoryMap.PAGE;
        OptionalLong target = core.map().allocate(EfiMemoryType.LOADER_DATA.code(), pages, -1);
        if (target.isEmpty()) {
            return Blob.EMPTY;
        }
        Blob blob = new Blob(target.getAsLong(), extent.sizeBytes());
        for (long done = 0; done < extent.sectors(); done += AtaDisk.MAX_SECTORS) {
            int count = (int) Math.min(AtaDisk.MAX_SECTORS, extent.sectors() - done);
            Optional<Bytes> part = disk.read(extent.lba() + done, count);
            if (part.isEmpty()) {
                free(blob);
                return Blob.EMPTY;
            }
            core.memory().write(blob.address() + done * GuestDisk.SECTOR_SIZE, part.get());
        }
        return blob;
    }

    private void free(Blob blob) {
        if (!blob.isEmpty()) {
            core.map().free(blob.address(), (blob.size() + MemoryMap.PAGE - 1) / MemoryMap.PAGE);
        }
    }
}
