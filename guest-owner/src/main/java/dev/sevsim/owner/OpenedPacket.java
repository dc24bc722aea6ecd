package dev.sevsim.owner;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Guid;
import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.abi.launch.SecretHeader;
import dev.sevsim.abi.launch.SecretPacket;
import dev.sevsim.abi.launch.TransportKeys;
import dev.sevsim.abi.secret.SecretTable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What is in a sealed packet of any tool, without the secrets themselves.
 *
 * <p>Source: docs/reference/guest-owner-tools.md sections 2.7, 2.8 and 10.
 *
 * @param entries of its table; empty for a packet without one, as sev-tool makes it
 * @param padding how the table is padded; empty for a packet without one
 * @param length bytes of the plain text
 */
public record OpenedPacket(List<Entry> entries, Optional<Padding> padding, int length) {
    /** Every firmware from API 0.17 on binds the measurement. */
    private static final ApiVersion CURRENT = new ApiVersion(1, 0);

    private static final ApiVersion BEFORE_MEASURE = new ApiVersion(0, 16);

    /**
     * One secret.
     *
     * @param guid its name
     * @param length bytes of its data
     */
    public record Entry(Guid guid, int length) {}

    /** How tools fill the last block. */
    public enum Padding {
        /** Up to the next multiple of 16, as sevctl and simple-kbs do. */
        NEXT_BLOCK,
        /** A whole block more when the table fills its last one, as libvirt's tool does. */
        BLOCK_MORE,
        /** Anything else, which consumers have to ignore. */
        OTHER
    }

    public OpenedPacket {
        entries = List.copyOf(entries);
    }

    /**
     * Checks a packet as the firmware will, and lists what is in it.
     *
     * @param measure the 32 bytes of the measurement that it was sealed under
     * @throws OwnerInputException saying which check it fails, or where its table goes wrong
     */
    public static OpenedPacket open(SecretPacket packet, TransportKeys keys, Bytes measure) {
        requireShape(packet);
        requireMac(packet, keys, measure);
        byte[] plain = packet.open(keys.tek());
        try {
            return read(plain);
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    /** Source: docs/reference/guest-owner-tools.md section 2.8, the firmware's checks. */
    private static void requireShape(SecretPacket packet) {
        int length = packet.payload().length();
        if (length == 0 || length % SecretTable.PACKET_ALIGNMENT != 0 || length > SecretPackage.MAXIMUM_PACKET) {
            throw new OwnerInputException(
                    "packet",
                    length + " bytes",
                    "a multiple of 16 from 16 to " + SecretPackage.MAXIMUM_PACKET + ", or the firmware refuses it");
        }
        int flags = packet.header().flags();
        if (flags != 0) {
            boolean compressed = flags == SecretHeader.FLAG_COMPRESSED;
            throw new OwnerInputException(
                    "packet header",
                    String.format("flags 0x%x%s", flags, compressed ? " (compressed)" : ""),
                    "0, because no firmware takes compressed packets");
        }
    }

    private static void requireMac(SecretPacket packet, TransportKeys keys, Bytes measure) {
        int length = packet.payload().length();
        if (packet.macHolds(keys.tik(), length, measure, CURRENT)) {
            return;
        }
        String why = "its MAC does not hold";
        if (packet.macHolds(keys.tik(), length, measure, BEFORE_MEASURE)) {
            why = "its MAC leaves the measurement out, as for a firmware before API 0.17";
        } else if (packet.macHolds(keys.tek(), length, measure, CURRENT)) {
            why = "its MAC holds under the encryption key: TIK and TEK are swapped";
        }
        throw new OwnerInputException("packet", why, "the packet, keys and measurement of one launch, unaltered");
    }

    private static OpenedPacket read(byte[] plain) {
        Optional<TableLayout> table = TableLayout.read(plain).map(TableLayout::requireNoRest);
        List<Entry> entries = table.stream()
                .flatMap(found -> found.entries().stream())
                .map(span -> new Entry(span.guid(), span.length()))
                .toList();
        return new OpenedPacket(entries, table.map(found -> padding(plain, found.end())), plain.length);
    }

    private static Padding padding(byte[] plain, int end) {
        int block = SecretTable.PACKET_ALIGNMENT;
        int spare = plain.length - end;
        for (int i = end; i < plain.length; i++) {
            if (plain[i] != 0) {
                return Padding.OTHER;
            }
        }
        if (spare < block) {
            return Padding.NEXT_BLOCK;
        }
        return spare == block ? Padding.BLOCK_MORE : Padding.OTHER;
    }
}
