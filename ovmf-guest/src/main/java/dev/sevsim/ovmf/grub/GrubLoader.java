package dev.sevsim.ovmf.grub;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.efi.EfiMemoryType;
import dev.sevsim.abi.efi.EfiStatus;
import dev.sevsim.abi.secret.SecretTable;
import dev.sevsim.bus.cpu.BootPhase;
import dev.sevsim.bus.cpu.GuestObserver;
import dev.sevsim.ovmf.dxe.Blob;
import dev.sevsim.ovmf.dxe.BlobDigest;
import dev.sevsim.ovmf.dxe.DxeCore;
import dev.sevsim.ovmf.dxe.ImageStarter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The "Grub Bootloader" option: boots the kernel of a {@link GuestDisk} inside an encrypted volume, and of no other.
 *
 * <p>A LUKS1 volume is unlocked with the disk passphrase among the launch secrets, and the passphrase's entry is wiped
 * whether that worked or not. Linux then takes the whole table for corrupt and shows no secret at all. Without the
 * right passphrase GRUB asks for one on the console; there is no input, so the guest waits for ever.
 *
 * <p>Where no unlocked volume has a configuration, GRUB prints that, waits five seconds and resets the machine: a disk that is
 * not encrypted is never read beyond its first sectors. The lines of its script are those of the real one.
 *
 * <p>Source: docs/reference/ovmf-guest.md sections 12 to 14; tianocore/edk2 {@code OvmfPkg/AmdSev/Grub/grub.cfg}; for the
 * reset {@code OvmfPkg/Library/ResetSystemLib}.
 *
 * @param observer is told what is started, and what GRUB waits for
 */
@SuppressWarnings("exports") // called by the BDS phase; other modules use the disks of this package alone
public record GrubLoader(DxeCore core, ImageStarter starter, GuestObserver observer) {
    private static final int LONGEST_COMMAND_LINE = 1 << 16;
    private static final int LUKS_HEADER_SECTORS = 2;
    private static final Duration BEFORE_REBOOT = Duration.ofSeconds(5);
    private static final int RESET_CONTROL = 0xCF9;
    private static final int COLD_RESET = 0x06;

    /** Tries to boot; comes back with an EFI status when a kernel was found and did not take over. */
    public long run() {
        print("Entering grub config");
        observer.begins(BootPhase.CRYPTOMOUNT);
        DiskPassphrase passphrase = DiskPassphrase.search(core);
        say(passphrase.text());
        if (!passphrase.isThere()) {
            print("Failed to locate anything in the SEV secret area, prompting for password");
        }
        AtaDisk disk = AtaDisk.probe(core.memory().cpu()).orElse(null);
        LuksHeader encrypted = disk == null ? null : luksHeader(disk).orElse(null);
        if (disk == null || encrypted == null) {
            say(disk == null ? "no disk" : "no encrypted volume to unlock");
            giveUp(passphrase);
            throw reboot();
        }
        return bootEncrypted(disk, encrypted, passphrase);
    }

    private static Optional<LuksHeader> luksHeader(AtaDisk disk) {
        return disk.contains(new GuestDisk.Extent(0, LuksHeader.SIZE))
                ? disk.read(0, LUKS_HEADER_SECTORS).flatMap(LuksHeader::read)
                : Optional.empty();
    }

    private long bootEncrypted(AtaDisk disk, LuksHeader header, DiskPassphrase passphrase) {
        LuksVolume volume = unlock(disk, header, passphrase);
        observer.ends(BootPhase.CRYPTOMOUNT);
        try {
            Optional<GuestDisk.Header> found = volume.read(0, 1).flatMap(GuestDisk::readHeader);
            if (found.isEmpty()) {
                throw reboot();
            }
            say("loading kernel and initrd from the unlocked volume");
            return boot(volume, found.get());
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
        if (volume.isEmpty()) {
            giveUp(passphrase);
            throw ask(name);
        }
        wipe(passphrase);
        say(name + " unlocked with the launch secret");
        observer.secretsArrived(List.of(SecretTable.DISK_PASSPHRASE));
        return volume.get();
    }

    /** The passphrase is given back after an attempt that unlocked nothing. */
    private void giveUp(DiskPassphrase passphrase) {
        if (passphrase.isThere()) {
            wipe(passphrase);
            say("cryptomount: Access Denied");
            print("Failed to mount root securely, retrying with password prompt");
        }
    }

    private void wipe(DiskPassphrase passphrase) {
        passphrase.wipe();
        say("passphrase wiped from the launch secret area");
    }

    private AssertionError ask(String name) {
        say("Enter passphrase for " + name + ": no input, the guest waits for ever");
        observer.volumeStaysLocked();
        return core.memory().cpu().deadLoop();
    }

    private AssertionError reboot() {
        print("Failed to find any grub configuration on the encrypted volume");
        observer.sleeps(BEFORE_REBOOT);
        core.memory().cpu().out(RESET_CONTROL, 1, COLD_RESET);
        return core.memory().cpu().deadLoop();
    }

    /** A line of GRUB's script. */
    private void print(String line) {
        core.console().line(line);
    }

    private void say(String text) {
        core.console().line("GRUB: " + text);
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
            observer.startsFromUnlockedVolume();
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
        BlobDigest written = new BlobDigest();
        for (long done = 0; done < extent.sectors(); done += AtaDisk.MAX_SECTORS) {
            int count = (int) Math.min(AtaDisk.MAX_SECTORS, extent.sectors() - done);
            Optional<Bytes> part = disk.read(extent.lba() + done, count);
            if (part.isEmpty()) {
                free(blob);
                return Blob.EMPTY;
            }
            long at = done * GuestDisk.SECTOR_SIZE;
            core.memory().write(blob.address() + at, part.get());
            written.update(part.get().slice(0, (int) Math.min(part.get().length(), extent.sizeBytes() - at)));
        }
        return blob.with(written);
    }

    private void free(Blob blob) {
        if (!blob.isEmpty()) {
            core.map().free(blob.address(), (blob.size() + Page.SIZE - 1) / Page.SIZE);
        }
    }
}
