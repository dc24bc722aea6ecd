package dev.sevsim.machine;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.secret.SecretTable;
import dev.sevsim.bus.time.SimRandom;
import dev.sevsim.kernel.image.EmbeddedKernel;
import dev.sevsim.kernel.image.Era;
import dev.sevsim.machine.GuestSpec.BootDisk;
import dev.sevsim.machine.OwnerSpec.Secrets;
import dev.sevsim.ovmf.grub.EncryptedDisk;
import dev.sevsim.ovmf.grub.GuestDisk;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Contents of a guest's disks: the embedded kernel, in the clear or inside an encrypted volume. */
public final class GuestDisks {
    private static final String SAMPLE_PASSPHRASE = "sample-disk-passphrase";

    private GuestDisks() {}

    /** Returns these secrets with a disk passphrase, a sample one when they have none. */
    public static Secrets withPassphrase(Secrets secrets) {
        boolean has = secrets.entries().stream().anyMatch(GuestDisks::isPassphrase);
        if (has || secrets.readyMade().isPresent()) {
            return secrets;
        }
        List<SecretTable.Entry> entries = new ArrayList<>(secrets.entries());
        entries.add(new SecretTable.Entry(
                SecretTable.DISK_PASSPHRASE, SecretBytes.of(Bytes.ofAscii(SAMPLE_PASSPHRASE + "\0"))));
        return new Secrets(entries, secrets.readyMade());
    }

    /** The disks of a guest, first to last. */
    static List<Bytes> of(GuestSpec guest, Secrets secrets, SimRandom random) {
        Bytes first = guest.disks().boot() == BootDisk.ENCRYPTED
                ? encrypted(secrets, guest.era(), random.split("disk"))
                : content(guest.era()).encode();
        return Stream.concat(Stream.of(first), guest.disks().data().stream()).toList();
    }

    /** A volume for the disk passphrase of these secrets, or for the sample one. */
    private static Bytes encrypted(Secrets secrets, Era era, SimRandom random) {
        SecretBytes passphrase = secrets.named().stream()
                .filter(GuestDisks::isPassphrase)
                .findFirst()
                .map(entry -> upToNul(entry.data()))
                .orElseGet(() -> SecretBytes.of(Bytes.ofAscii(SAMPLE_PASSPHRASE)));
        try {
            return EncryptedDisk.encode(content(era), passphrase, random);
        } finally {
            passphrase.wipe();
        }
    }

    private static GuestDisk content(Era era) {
        return new GuestDisk(
                EmbeddedKernel.image(era), EmbeddedKernel.initrd(era), Bytes.ofUtf8(EmbeddedKernel.COMMAND_LINE));
    }

    private static boolean isPassphrase(SecretTable.Entry entry) {
        return entry.guid().equals(SecretTable.DISK_PASSPHRASE);
    }

    private static SecretBytes upToNul(SecretBytes data) {
        byte[] raw = data.reveal();
        int length = 0;
        while (length < raw.length && raw[length] != 0) {
            length++;
        }
        SecretBytes passphrase = SecretBytes.copyOf(raw, 0, length);
        Arrays.fill(raw, (byte) 0);
        return passphrase;
    }
}
