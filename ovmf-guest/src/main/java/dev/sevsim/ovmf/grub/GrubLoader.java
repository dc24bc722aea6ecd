package dev.sevsim.ovmf.grub;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.efi.EfiMemoryType;
import dev.sevsim.abi.efi.EfiStatus;
import dev.sevsim.ovmf.dxe.Blob;
import dev.sevsim.ovmf.dxe.DxeCore;
import dev.sevsim.ovmf.dxe.ImageStarter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The "Grub Bootloader" option: boots the kernel of a {@link GuestDisk}, best from a volume that only the launch secret
 * unlocks.
 *
 * <p>A LUKS1 volume is unlocked with the disk passphrase among the launch secrets, and the passphrase's entry is wiped
 * whether that worked or not. Linux then takes the whole table for corrupt and shows no secret at all. Without the
 * right passphrase GRUB asks for one on the console; there is no input, so the guest waits for ever.
 *
 * <p>Our choice, see decision 6: a disk that is not encrypted boots too, which a real AmdSev GRUB would refuse, and
 * leaves the passphrase alone; and where a real one reboots without a configuration, this one gives up the boot option.
 *
 * <p>Source: docs/reference/ovmf-guest.md sections 12 to 14.
 */
@SuppressWarnings("exports") // called by the BDS phase; other modules use the disks of this package alone
public record GrubLoader(DxeCore core, ImageStarter starter) {
    private static final int LONGEST_COMMAND_LINE = 1 << 16;
    private static final int LUKS_HEADER_SECTORS = 2;

    /** Tries to boot; comes back with an EFI status when no kernel took over. */
    public long run() {
        DiskPassphrase passphrase = DiskPassphrase.search(core);
        say(passphrase.text());
        AtaDisk disk = AtaDisk.probe(core.memory().cpu()).orElse(null);
        if (disk == null) {
            say("no disk");
            return EfiStatus.NOT_FOUND;
        }
        Optional<LuksHeader> encrypted = disk.contains(new GuestDisk.Extent(0, LuksHeader.SIZE))
                ? disk.read(0, LUKS_HEADER_SECTORS).flatMap(LuksHeader::read)
                : Optional.empty();
        return encrypted.isPresent() ? bootEncrypted(disk, encrypted.get(), passphrase) : bootPlain(disk);
    }

    private long bootPlain(AtaDisk disk) {
        return boot(
                disk,
                "no encrypted volume to unlock; loading kernel and initrd from disk, unmeasured",
                "the disk holds nothing that can be booted");
    }

    private long bootEncrypted(AtaDisk disk, LuksHeader header, DiskPassphrase passphrase) {
        LuksVolume volume = unlock(disk, header, passphrase);
        try {
            return boot(
                    volume,
                    "loading kernel and initrd from the unlocked volume",
                    "no configuration on the unlocked volume");
        } finally {
            volume.close();
        }
    }

    /** Comes back only with an open volume. */
    private LuksVolume unlock(AtaDisk disk, LuksHeader header, DiskPassphrase passphrase) {
        String name = "LUKS volume " + header.uuid();
        if (!LuksVolume.isSupported(header)) {
            say(name + " cannot be opened: " + header.cipher() + " with " + header.hash() + LuksVolume.excess(header));
            throw ask(name);
        }
        if (!passphrase.isThere()) {
            throw ask(name);
        }
        SecretBytes secret = passphrase.reveal();
        Optional<LuksVolume> volume = LuksVolume.unlock(disk, header, secret);
        secret.wipe();
        passphrase.wipe();
        say("passphrase wiped from the launch secret area");
        if (volume.isEmpty()) {
            say("cryptomount: Access Denied");
            throw ask(name);
        }
        say(name + " unlocked with the launch secret");
        return volume.get();
    }

    private AssertionError ask(String name) {
        say("Enter passphrase for " + name + ": no input, the guest waits for ever");
        return core.memory().cpu().deadLoop();
    }

    private void say(String text) {
        core.console().line("GRUB: " + text);
    }

    private long boot(SectorReader from, String loading, String nothing) {
        Optional<GuestDisk.Header> header = from.read(0, 1).flatMap(GuestDisk::readHeader);
        if (header.isEmpty()) {
            say(nothing);
            return EfiStatus.NOT_FOUND;
        }
        say(loading);
        return boot(from, header.get());
    }

    private long boot(SectorReader disk, GuestDisk.Header header) {
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
            say("the disk could not be read");
        }
        if (!starter.hasExitedBootServices()) {
            free(kernel);
            free(initrd);
        }
        return status;
    }

    private String commandLine(SectorReader disk, GuestDisk.Extent extent) {
        if (extent.sizeBytes() == 0) {
            return "";
        }
        Bytes raw = disk.read(extent.lba(), (int) extent.sectors()).orElse(Bytes.EMPTY);
        int length = (int) Math.min(extent.sizeBytes(), raw.length());
        return new String(raw.slice(0, length).toArray(), StandardCharsets.ISO_8859_1);
    }

    /** Reads a file into private memory; an empty blob when it is empty, does not fit or cannot be read. */
    private Blob load(SectorReader disk, GuestDisk.Extent extent) {
        if (extent.sizeBytes() == 0 || !disk.contains(extent)) {
            return Blob.EMPTY;
        }
        long bytes = extent.sectors() * GuestDisk.SECTOR_SIZE;
        long pages = (bytes + Page.SIZE - 1) / Page.SIZE;
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
            core.map().free(blob.address(), (blob.size() + Page.SIZE - 1) / Page.SIZE);
        }
    }
}
