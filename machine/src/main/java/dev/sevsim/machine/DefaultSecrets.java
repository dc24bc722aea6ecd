package dev.sevsim.machine;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Guid;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.secret.SecretTable;
import dev.sevsim.machine.GuestSpec.BootDisk;
import java.util.List;

/**
 * The secrets of a launch without {@code --secret}: four with the GUIDs that the kernel documentation's listings show, or the
 * passphrase of an encrypted disk alone, since GRUB's wipe of it leaves a table that the kernel takes for corrupt.
 *
 * <p>Source: docs/reference/guest-kernel.md section 7.
 */
public final class DefaultSecrets {
    /** The one that holds {@code these-are-the-kata-secrets}. */
    public static final Guid KATA = Guid.of("e6f5a162-d67f-4750-a67c-5d065f2a9910");

    private DefaultSecrets() {}

    /** Those that reach their reader when the guest boots like this. */
    static List<SecretTable.Entry> of(BootDisk disk) {
        return disk == BootDisk.ENCRYPTED
                ? GuestDisks.withPassphrase(OwnerSpec.Secrets.NONE).entries()
                : entries();
    }

    /** The four, in table order. */
    public static List<SecretTable.Entry> entries() {
        return List.of(
                entry("736870e5-84f0-4973-92ec-06879ce3da0b", Bytes.ofAscii("sample-disk-passphrase\0")),
                entry("83c83f7f-1356-4975-8b7e-d3a0b54312c6", Bytes.ofAscii("sample-user-password")),
                entry("9553f55d-3da2-43ee-ab5d-ff17f78864d2", Bytes.ofAscii("{\"key\":\"c2FtcGxl\"}")),
                new SecretTable.Entry(
                        KATA,
                        SecretBytes.of(Bytes.concat(
                                Bytes.ofAscii("these-are-the-kata-secrets"), Bytes.of(0, 1, 2, 3, 4, 5, 6, 7)))));
    }

    private static SecretTable.Entry entry(String guid, Bytes data) {
        return new SecretTable.Entry(Guid.of(guid), SecretBytes.of(data));
    }
}
