package dev.sevsim.owner;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Guid;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.abi.image.OvmfTable;
import dev.sevsim.abi.launch.SecretHeader;
import dev.sevsim.abi.launch.SecretPacket;
import dev.sevsim.abi.launch.TransportKeys;
import dev.sevsim.abi.secret.SecretTable;
import dev.sevsim.bus.time.SimRandom;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Secrets that wait for a measurement to be sealed under.
 *
 * <p>Source: docs/reference/guest-owner-tools.md sections 2.7 and 2.8, docs/reference/sev-firmware-api.md section 5.6.
 */
public final class SecretPackage {
    /** What the firmware takes in one packet. Source: docs/reference/sev-firmware-api.md section 4.3. */
    public static final int MAXIMUM_PACKET = SecretHeader.MAXIMUM_PACKET;

    private static final int IV_SIZE = 16;

    private final SecretBytes plain;

    private SecretPackage(SecretBytes plain) {
        if (plain.length() > MAXIMUM_PACKET) {
            throw new OwnerInputException(
                    "secrets", plain.length() + " bytes", "at most " + MAXIMUM_PACKET + " bytes in one packet");
        }
        this.plain = plain;
    }

    /**
     * A table of these secrets.
     *
     * @throws OwnerInputException for no secret at all, a GUID that comes twice, or the all-zero GUID, which marks a
     *     deleted entry
     */
    public static SecretPackage ofSecrets(List<SecretTable.Entry> secrets) {
        if (secrets.isEmpty()) {
            throw new OwnerInputException("secrets", "none given", "at least one, or no injection");
        }
        Set<Guid> seen = new HashSet<>();
        for (SecretTable.Entry secret : secrets) {
            if (secret.guid().equals(Guid.NULL)) {
                throw new OwnerInputException("secret " + secret.guid(), "the all-zero GUID", "a GUID of its own");
            }
            if (!seen.add(secret.guid())) {
                throw new OwnerInputException("secret " + secret.guid(), "given twice", "each GUID once");
            }
        }
        requireSize(secrets);
        return new SecretPackage(new SecretTable(secrets).encode());
    }

    /** Bytes that already are a table, or whatever else the guest is to find; padded with zeros to a multiple of 16. */
    public static SecretPackage ofTable(SecretBytes table) {
        if (table.length() == 0) {
            throw new OwnerInputException("secret table", "empty", "the bytes of a table");
        }
        int block = SecretTable.PACKET_ALIGNMENT;
        byte[] raw = table.reveal();
        byte[] padded = Arrays.copyOf(raw, (raw.length + block - 1) / block * block);
        SecretBytes plain = SecretBytes.copyOf(padded);
        Arrays.fill(raw, (byte) 0);
        Arrays.fill(padded, (byte) 0);
        return new SecretPackage(plain);
    }

    /** Bytes of the packet's payload. */
    public int length() {
        return plain.length();
    }

    /** The secrets of its table without deleted ones; empty for content that is no table, or one that goes wrong. */
    public List<SecretTable.Entry> entries() {
        byte[] content = plain.reveal();
        try {
            return TableLayout.read(content).stream()
                    .flatMap(table -> table.entries().stream())
                    .filter(span -> !span.guid().equals(Guid.NULL))
                    .map(span -> new SecretTable.Entry(
                            span.guid(), SecretBytes.copyOf(content, span.start(), span.length())))
                    .toList();
        } catch (OwnerInputException e) {
            return List.of(); // The guest's kernel takes such a table for corrupt, and shows none of it.
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    /**
     * Refuses to go on when the image has no room for this.
     *
     * @param area the area of the image; see {@link ExpectedLaunch#secretArea()}
     */
    public void requireFits(Optional<OvmfTable.Area> area) {
        if (area.isEmpty()) {
            throw new OwnerInputException(
                    "secrets", "the OVMF image reserves no launch-secret area", "an image such as OVMF's AmdSev build");
        }
        if (plain.length() > area.get().size()) {
            throw new OwnerInputException(
                    "secrets",
                    plain.length() + " bytes with headers and padding",
                    "at most the " + area.get().size() + " bytes of the image's launch-secret area");
        }
    }

    /** Encrypts and signs for the launch that has this measurement; every call draws a new IV. */
    public SecretPacket seal(TransportKeys keys, Bytes measure, ApiVersion version, SimRandom random) {
        byte[] content = plain.reveal();
        SecretPacket packet = SecretPacket.seal(keys, random.bytes(IV_SIZE), content, measure, version);
        Arrays.fill(content, (byte) 0);
        return packet;
    }

    /** Overwrites the secrets; nothing can be sealed any more. */
    public void wipe() {
        plain.wipe();
    }

    @Override
    public String toString() {
        return "SecretPackage[" + plain.length() + " bytes]";
    }

    private static void requireSize(List<SecretTable.Entry> secrets) {
        long total = SecretTable.HEADER_SIZE;
        for (SecretTable.Entry secret : secrets) {
            total += SecretTable.HEADER_SIZE + secret.data().length();
        }
        if (total > MAXIMUM_PACKET) {
            throw new OwnerInputException(
                    "secrets", total + " bytes", "at most " + MAXIMUM_PACKET + " bytes in one packet");
        }
    }
}
