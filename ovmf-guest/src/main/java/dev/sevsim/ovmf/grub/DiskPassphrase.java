package dev.sevsim.ovmf.grub;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Guid;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.efi.CocoSecretArea;
import dev.sevsim.abi.secret.SecretTable;
import dev.sevsim.ovmf.dxe.DxeCore;
import dev.sevsim.ovmf.sec.GuestMemory;
import java.util.OptionalLong;

/**
 * GRUB's reader of the disk passphrase among the launch secrets, with the checks of its {@code efisecret} provider.
 *
 * <p>That AmdSev's GRUB has this reader, and not the older {@code sevsecret} command that its script names, is our
 * choice: only of this one the checks are known.
 *
 * <p>Source: docs/reference/ovmf-guest.md section 14.
 *
 * @param area copy of the area with the secrets
 * @param base address of the area
 */
record DiskPassphrase(GuestMemory memory, Bytes area, long base, Found found) {
    private static final int HEADER = SecretTable.HEADER_SIZE;
    private static final int LARGEST_AREA = 1 << 20;

    /**
     * Result of a search.
     *
     * @param text for a console line
     * @param offset of the entry in the area
     * @param length of the entry with its header; 0 when there is none
     */
    record Found(String text, int offset, int length) {
        static Found nothing(String why) {
            return new Found(why, 0, 0);
        }
    }

    /** Looks for the entry. */
    static DiskPassphrase search(DxeCore core) {
        OptionalLong location = core.tables().find(SecretTable.COCO_SECRET_AREA);
        if (location.isEmpty()) {
            return new DiskPassphrase(core.memory(), Bytes.EMPTY, 0, Found.nothing("no launch secret published"));
        }
        CocoSecretArea area =
                CocoSecretArea.CODEC.decode(core.memory().read(location.getAsLong(), CocoSecretArea.SIZE));
        boolean readable = area.size() <= LARGEST_AREA && core.map().isMemory(area.base(), area.size());
        if (Long.compareUnsigned(area.size(), HEADER) < 0 || !readable) {
            return new DiskPassphrase(
                    core.memory(), Bytes.EMPTY, 0, Found.nothing("launch secret area is too small or nowhere"));
        }
        Bytes content = core.memory().read(area.base(), (int) area.size());
        return new DiskPassphrase(core.memory(), content, area.base(), searchArea(content));
    }

    static Found searchArea(Bytes area) {
        if (area.length() < HEADER || !guid(area, 0).equals(SecretTable.HEADER)) {
            return Found.nothing("no secret table in the launch secret area");
        }
        long tableLength = length(area, 0);
        if (tableLength < HEADER) {
            return Found.nothing("secret table is too short");
        }
        // GRUB itself does not compare with the area size and would read on behind it.
        long left = Math.min(tableLength, area.length()) - HEADER;
        int at = HEADER;
        while (left >= HEADER) {
            long length = length(area, at);
            if (length < HEADER || length > left) {
                return Found.nothing("secret table is corrupt");
            }
            if (guid(area, at).equals(SecretTable.DISK_PASSPHRASE)) {
                boolean terminated = area.u8(at + (int) length - 1) == 0;
                return terminated
                        ? new Found("disk passphrase found", at, (int) length)
                        : Found.nothing("disk passphrase is not terminated by NUL");
            }
            at += (int) length;
            left -= length;
        }
        return Found.nothing("no disk passphrase among the secrets");
    }

    boolean isThere() {
        return found.length() > 0;
    }

    String text() {
        return found.text();
    }

    /** Up to its NUL, which for an entry without data is in what follows it. */
    SecretBytes reveal() {
        int start = found.offset() + HEADER;
        int end = start;
        while (end < area.length() && area.u8(end) != 0) {
            end++;
        }
        return SecretBytes.of(area.slice(start, end));
    }

    /** Zeroes the whole entry in guest memory, GUID and length too, so that the table ends for a reader there. */
    void wipe() {
        memory.zero(base + found.offset(), found.length());
    }

    /** The result of the search; the secrets are not in it. */
    @Override
    public String toString() {
        return found.text();
    }

    private static Guid guid(Bytes area, int at) {
        return Guid.fromWire(area.slice(at, at + Guid.SIZE).toArray(), 0);
    }

    private static long length(Bytes area, int at) {
        return Integer.toUnsignedLong(area.asLittleEndian().getInt(at + Guid.SIZE));
    }
}
