package dev.sevsim.ovmf.bds;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Guid;
import dev.sevsim.abi.efi.EfiStatus;
import dev.sevsim.abi.image.KernelHashes;
import dev.sevsim.abi.image.OvmfTable.Area;
import dev.sevsim.ovmf.dxe.Blob;
import dev.sevsim.ovmf.dxe.EfiStatusName;
import dev.sevsim.ovmf.image.BlobVerification;
import dev.sevsim.ovmf.sec.GuestMemory;
import dev.sevsim.ovmf.sec.SerialConsole;
import java.util.Map;

/**
 * Compares blobs with the kernel-hashes table that was measured with the image.
 *
 * <p>Source: docs/reference/ovmf-guest.md sections 9.3 to 9.5.
 */
public record SevHashesVerifier(GuestMemory memory, SerialConsole console, BlobVerification rule, Bytes entries)
        implements BlobVerifier {
    private static final int HEADER = KernelHashes.RECORD_HEADER_SIZE;
    private static final int HASH_SIZE = 32;
    private static final Map<String, Guid> GUIDS = Map.of(
            "kernel", KernelHashes.KERNEL,
            "initrd", KernelHashes.INITRD,
            "cmdline", KernelHashes.COMMAND_LINE);

    /** Reads the table once; a table that is not acceptable counts as none. */
    public static SevHashesVerifier open(GuestMemory memory, SerialConsole console, BlobVerification rule, Area area) {
        return new SevHashesVerifier(memory, console, rule, readEntries(memory, console, area));
    }

    @Override
    public long verify(String name, Blob blob, long fetchStatus) {
        if (rule == BlobVerification.DENY) {
            return EfiStatus.isError(fetchStatus) ? fetchStatus : find(name, blob);
        }
        if (EfiStatus.isError(fetchStatus)) {
            throw hang("fetching " + name + " failed: " + EfiStatusName.of(fetchStatus));
        }
        return find(name, blob);
    }

    private long find(String name, Blob blob) {
        if (entries.isEmpty()) {
            console.line("BlobVerifier: no kernel hashes, " + name + " is not allowed");
            return EfiStatus.ACCESS_DENIED;
        }
        Guid guid = GUIDS.get(name);
        if (guid == null) {
            return refuse("blob " + name + " has no known hash entry");
        }
        int at = 0;
        while (entries.length() - at >= HEADER && entries.length() - at >= length(at)) {
            if (Guid.fromWire(entries.slice(at, at + Guid.SIZE).toArray(), 0).equals(guid)) {
                return compare(name, blob, at);
            }
            if (length(at) == 0) {
                throw hang("entry of length 0 in the kernel hashes");
            }
            at += length(at);
        }
        return unlisted(name);
    }

    private long compare(String name, Blob blob, int at) {
        if (length(at) != HEADER + HASH_SIZE) {
            console.line("BlobVerifier: hash entry of " + name + " has length " + length(at));
            return EfiStatus.ACCESS_DENIED;
        }
        Bytes expected = entries.slice(at + HEADER, at + HEADER + HASH_SIZE);
        if (!blob.digestNow(memory).equals(expected)) {
            return refuse("hash of " + name + " does not match the measured one");
        }
        console.line("BlobVerifier: " + name + " matches its measured hash");
        return EfiStatus.SUCCESS;
    }

    private long unlisted(String name) {
        if (rule == BlobVerification.DENY) {
            console.line("BlobVerifier: no hash entry for " + name);
            return EfiStatus.ACCESS_DENIED;
        }
        console.line("BlobVerifier: ERROR: no hash entry for " + name + ", it is used unmeasured");
        return EfiStatus.SUCCESS;
    }

    private long refuse(String why) {
        if (rule == BlobVerification.HANG) {
            throw hang(why);
        }
        console.line("BlobVerifier: " + why);
        return EfiStatus.ACCESS_DENIED;
    }

    private AssertionError hang(String why) {
        console.line("BlobVerifier: " + why + "; the guest stops here");
        return memory.cpu().deadLoop();
    }

    private int length(int at) {
        return u16(entries, at + Guid.SIZE);
    }

    private static Bytes readEntries(GuestMemory memory, SerialConsole console, Area area) {
        if (area.base() == 0 || area.size() < HEADER) {
            return Bytes.EMPTY;
        }
        Bytes header = memory.read(area.base(), HEADER);
        int length = u16(header, Guid.SIZE);
        boolean ours = Guid.fromWire(header.toArray(), 0).equals(KernelHashes.TABLE);
        if (!ours || length < HEADER || length > area.size()) {
            return Bytes.EMPTY;
        }
        // Read before the line is printed: an exit lets the host put another page there, without the entries.
        Bytes entries = memory.read(area.base() + HEADER, length - HEADER);
        console.line("BlobVerifier: kernel hashes found at " + SerialConsole.hex(area.base()));
        return entries;
    }

    private static int u16(Bytes raw, int offset) {
        return raw.u8(offset) | raw.u8(offset + 1) << 8;
    }
}
