package dev.sevsim.ovmf;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Guid;
import dev.sevsim.abi.efi.CocoSecretArea;
import dev.sevsim.abi.secret.SecretTable;
import java.util.OptionalLong;

/**
 * GRUB's search for the disk passphrase among the launch secrets, with the checks of its {@code efisecret} provider.
 *
 * <p>Only the place is looked for; the passphrase itself is neither read nor wiped here.
 *
 * <p>Source: ovmf-guest.md section 14.
 */
final class DiskPassphrase {
    private static final int HEADER = SecretTable.HEADER_SIZE;
    private static final int LARGEST_AREA = 1 << 20;

    private DiskPassphrase() {}

    /** What came of the search, in the words of a console line. */
    static String search(DxeCore core) {
        OptionalLong location = core.tables().find(SecretTable.COCO_SECRET_AREA);
        if (location.isEmpty()) {
            return "no launch secret published";
        }
        CocoSecretArea area = CocoSecretArea.decode(core.memory().read(location.getAsLong(), CocoSecretArea.SIZE));
        boolean readable = area.size() <= LARGEST_AREA && core.map().isMemory(area.base(), area.size());
        if (Long.compareUnsigned(area.size(), HEADER) < 0 || !readable) {
            return "launch secret area is too small or nowhere";
        }
        return searchArea(core.memory().read(area.base(), (int) area.size()));
    }

    static String searchArea(Bytes area) {
        if (!guid(area, 0).equals(SecretTable.HEADER)) {
            return "no secret table in the launch secret area";
        }
        long tableLength = length(area, 0);
        if (tableLength < HEADER) {
            return "secret table is too short";
        }
        // GRUB itself does not compare with the area size and would read on behind it.
        long left = Math.min(tableLength, area.length()) - HEADER;
        int at = HEADER;
        while (left >= HEADER) {
            long length = length(area, at);
            if (length < HEADER || length > left) {
                return "secret table is corrupt";
            }
            if (guid(area, at).equals(SecretTable.DISK_PASSPHRASE)) {
                boolean terminated = area.u8(at + (int) length - 1) == 0;
                return terminated ? "disk passphrase found" : "disk passphrase is not terminated by NUL";
            }
            at += (int) length;
            left -= length;
        }
        return "no disk passphrase among the secrets";
    }

    private static Guid guid(Bytes area, int at) {
        return Guid.fromWire(area.slice(at, at + Guid.SIZE).toArray(), 0);
    }

    private static long length(Bytes area, int at) {
        return Integer.toUnsignedLong(area.asLittleEndian().getInt(at + Guid.SIZE));
    }
}
