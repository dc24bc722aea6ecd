package dev.sevsim.view;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Guid;
import dev.sevsim.abi.image.KernelHashes;
import dev.sevsim.abi.image.OvmfTable;
import dev.sevsim.abi.image.OvmfTableGuid;
import dev.sevsim.abi.secret.SecretTable;
import java.nio.ByteOrder;
import java.util.Map;

/** Takes tables of GUIDs apart: at the end of an OVMF image, of kernel hashes, of launch secrets. */
final class TableDissector {
    private static final Map<Guid, String> NAMES = Map.ofEntries(
            Map.entry(OvmfTableGuid.FOOTER, "footer of the table"),
            Map.entry(OvmfTableGuid.SEV_ES_RESET_BLOCK, "SEV-ES reset block: where other vCPUs start"),
            Map.entry(OvmfTableGuid.SECRET_BLOCK, "secret block: base and size of the area for the launch secret"),
            Map.entry(
                    OvmfTableGuid.HASH_TABLE_BLOCK,
                    "hash table block: base and size of the area for the kernel hashes"),
            Map.entry(OvmfTableGuid.SEV_METADATA, "SEV metadata"),
            Map.entry(OvmfTableGuid.TDX_METADATA, "TDX metadata"),
            Map.entry(KernelHashes.TABLE, "table of kernel hashes"),
            Map.entry(KernelHashes.KERNEL, "kernel"),
            Map.entry(KernelHashes.INITRD, "initrd"),
            Map.entry(KernelHashes.COMMAND_LINE, "kernel command line"),
            Map.entry(SecretTable.HEADER, "secret table"),
            Map.entry(SecretTable.DISK_PASSPHRASE, "disk passphrase"));

    /**
     * A kind of table.
     *
     * @param lengthWidth bytes of a length field
     */
    private record Kind(String name, String purpose, int lengthWidth, String source) {
        int head() {
            return Guid.SIZE + lengthWidth;
        }

        Term term(String field, String meaning) {
            return Term.of(name, field, meaning, source);
        }
    }

    private static final Kind HASHES = new Kind(
            "KernelHashes",
            "The kernel-hashes table of measured direct boot.",
            2,
            "docs/reference/ovmf-guest.md section 9; docs/reference/kvm-host.md section 5.4");
    private static final Kind SECRETS = new Kind(
            "SecretTable",
            "The table of launch secrets as the owner packs it.",
            4,
            "docs/reference/guest-kernel.md section 4; docs/reference/guest-owner-tools.md section 2.7");
    private static final Kind OVMF = new Kind(
            "OvmfTable",
            "The GUIDed table at the end of an OVMF image, read backwards from its footer.",
            2,
            "docs/reference/ovmf-guest.md section 3");

    private TableDissector() {}

    /** A table of kernel hashes as the VMM writes it into guest memory. */
    static Block kernelHashes(Bytes raw) {
        return headed(HASHES, raw, "SHA-256 of the file or text");
    }

    /** A table of launch secrets, which is secret. */
    static Block secrets(Bytes raw) {
        return headed(SECRETS, raw, "the secret");
    }

    /** The table of an image; its bytes alone, with the 32 bytes between it and the end of the image. */
    static Block ovmfTable(Bytes image) {
        OvmfTable table = OvmfTable.read(image);
        int body = table.entries().stream()
                .mapToInt(entry -> entry.data().length() + OvmfTable.ENTRY_HEADER_SIZE)
                .sum();
        int length = body + OvmfTable.ENTRY_HEADER_SIZE + OvmfTable.TAIL_SIZE;
        Bytes raw = image.from(Math.max(0, image.length() - length));
        Block.Builder block = new Block.Builder(OVMF.name(), OVMF.purpose());
        int at = 0;
        for (int i = table.entries().size() - 1; i >= 0; i--) {
            OvmfTable.Entry entry = table.entries().get(i);
            int size = entry.data().length();
            block.add(at, size + OVMF.head(), OVMF.term("entry", "an entry"), name(entry.guid()), 0);
            addAreas(block, entry, at);
            addTail(block, raw, at + size, "bytes of the entry: data, this length and the GUID");
            at += size + OVMF.head();
        }
        block.add(at, OVMF.head(), OVMF.term("footer", "where a reader begins"), name(OvmfTableGuid.FOOTER), 0);
        addTail(block, raw, at, "bytes of the whole table");
        at += OVMF.head();
        block.add(
                at,
                raw.length() - at,
                OVMF.term(
                        "reset vector",
                        "the first code that the guest runs, 16 bytes below 4 GiB, and what is in front of it"),
                "",
                0);
        return block.of(raw);
    }

    private static void addAreas(Block.Builder block, OvmfTable.Entry entry, int at) {
        String[] names =
                entry.data().length() == 2 * Integer.BYTES ? new String[] {"base", "size"} : new String[] {"value"};
        boolean numbers = entry.data().length() == names.length * Integer.BYTES;
        if (!numbers) {
            block.add(at, entry.data().length(), OVMF.term("data", "payload"), Values.bytes(entry.data()), 1);
            return;
        }
        for (int i = 0; i < names.length; i++) {
            int offset = i * Integer.BYTES;
            Bytes content = entry.data().slice(offset, offset + Integer.BYTES);
            long value = StructDissector.number(content, ByteOrder.LITTLE_ENDIAN);
            block.add(at + offset, Integer.BYTES, number(names[i]), "0x" + Long.toHexString(value), 1);
        }
    }

    private static Term number(String name) {
        return switch (name) {
            case "base" -> OVMF.term(name, "guest physical address of the area").littleEndian("unit.address");
            case "size" -> OVMF.term(name, "bytes of the area").littleEndian("unit.bytes");
            default ->
                OVMF.term(name, "address or offset, as the GUID of the entry defines")
                        .littleEndian("");
        };
    }

    /** Length and GUID behind the data of an entry. */
    private static void addTail(Block.Builder block, Bytes raw, int at, String meaning) {
        addLength(block, OVMF, raw, at, meaning);
        addGuid(block, OVMF, raw, at + OVMF.lengthWidth());
    }

    /** A table whose head is the GUID and length of the whole; so is the head of each entry. */
    private static Block headed(Kind kind, Bytes raw, String content) {
        Block.Builder block = new Block.Builder(kind.name(), kind.purpose());
        addGuid(block, kind, raw, 0);
        int end = Math.min(
                addLength(block, kind, raw, Guid.SIZE, "bytes of the table, this head included"), raw.length());
        int at = kind.head();
        while (end - at >= kind.head()) {
            Guid guid = Guid.fromWire(raw.slice(at, at + Guid.SIZE).toArray(), 0);
            int length =
                    (int) StructDissector.number(raw.slice(at + Guid.SIZE, at + kind.head()), ByteOrder.LITTLE_ENDIAN);
            if (length < kind.head() || length > end - at) {
                break;
            }
            block.add(at, length, kind.term("entry", "an entry"), name(guid), 0);
            addGuid(block, kind, raw, at);
            addLength(block, kind, raw, at + Guid.SIZE, "bytes of the entry, its head included");
            Bytes data = raw.slice(at + kind.head(), at + length);
            block.add(at + kind.head(), data.length(), kind.term("data", content), Values.bytes(data), 1);
            at += length;
        }
        if (at < raw.length()) {
            block.add(at, raw.length() - at, kind.term("padding", "zero up to a multiple of 16"), "", 0);
        }
        return block.of(raw);
    }

    private static void addGuid(Block.Builder block, Kind kind, Bytes raw, int at) {
        Guid guid = Guid.fromWire(raw.slice(at, at + Guid.SIZE).toArray(), 0);
        block.add(at, Guid.SIZE, kind.term("GUID", "name of the table or entry"), name(guid), 1);
    }

    private static int addLength(Block.Builder block, Kind kind, Bytes raw, int at, String meaning) {
        long length = StructDissector.number(raw.slice(at, at + kind.lengthWidth()), ByteOrder.LITTLE_ENDIAN);
        Term term = kind.term("length", meaning).littleEndian("unit.bytes");
        block.add(at, kind.lengthWidth(), term, Long.toString(length), 1);
        return (int) Math.max(0, Math.min(length, Integer.MAX_VALUE));
    }

    private static String name(Guid guid) {
        String known = NAMES.get(guid);
        return known == null ? guid.toString() : guid + " " + known;
    }
}
