package dev.sevsim.kernel.boot;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.image.LinuxSetupHeader;
import dev.sevsim.abi.uapi.E820Type;
import dev.sevsim.kernel.memory.E820Map;
import dev.sevsim.kernel.memory.PhysicalMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The boot_params page, which the EFI stub fills for the kernel.
 *
 * <p>Source: docs/reference/guest-kernel.md section 2; Linux {@code Documentation/x86/zero-page.rst}.
 *
 * @param memory private memory
 * @param base first byte of the page
 */
record BootParams(PhysicalMemory memory, long base) {
    static final int SIZE = Page.SIZE;

    private static final int EXT_RAMDISK_IMAGE = 0x0C0;
    private static final int EXT_RAMDISK_SIZE = 0x0C4;
    private static final int EXT_CMD_LINE = 0x0C8;
    private static final int EFI_INFO = 0x1C0;
    private static final int EFI_SYSTEM_TABLE = 0x1C4;
    private static final int EFI_MAP_ENTRY_SIZE = 0x1C8;
    private static final int EFI_MAP_VERSION = 0x1CC;
    private static final int EFI_MAP = 0x1D0;
    private static final int EFI_MAP_SIZE = 0x1D4;
    private static final int EFI_SYSTEM_TABLE_HIGH = 0x1D8;
    private static final int EFI_MAP_HIGH = 0x1DC;
    private static final int E820_ENTRIES = 0x1E8;
    private static final int RAMDISK_IMAGE = 0x218;
    private static final int RAMDISK_SIZE = 0x21C;
    private static final int CMD_LINE = 0x228;
    private static final int SETUP_DATA = 0x250;
    private static final int E820_TABLE = 0x2D0;

    private static final int E820_CAPACITY = 128;
    private static final int SETUP_DATA_HEADER = 16;
    private static final int SETUP_E820_EXT = 1;
    private static final int MAXIMUM_NODES = 32;

    /** Bytes of the largest e820 node that is read: our choice. */
    private static final int LARGEST_EXTENSION = 1 << 20;

    private static final int LOADER_SIGNATURE = 0x34364C45; // EL64

    /** Starts the page: zero but for the setup header. */
    void clear(Bytes setupHeader) {
        byte[] page = new byte[SIZE];
        setupHeader.copyTo(page, LinuxSetupHeader.START);
        memory.write(base, page, 0, SIZE);
    }

    void commandLine(long address) {
        putSplit(CMD_LINE, EXT_CMD_LINE, address);
    }

    long commandLine() {
        return getSplit(CMD_LINE, EXT_CMD_LINE);
    }

    void ramdisk(long address, long size) {
        putSplit(RAMDISK_IMAGE, EXT_RAMDISK_IMAGE, address);
        putSplit(RAMDISK_SIZE, EXT_RAMDISK_SIZE, size);
    }

    long ramdiskImage() {
        return getSplit(RAMDISK_IMAGE, EXT_RAMDISK_IMAGE);
    }

    long ramdiskSize() {
        return getSplit(RAMDISK_SIZE, EXT_RAMDISK_SIZE);
    }

    /** The EFI block: where the system table and the memory map lie. */
    void efi(long systemTable, EfiMemoryMap map) {
        putU32(EFI_INFO, LOADER_SIGNATURE);
        putSplit(EFI_SYSTEM_TABLE, EFI_SYSTEM_TABLE_HIGH, systemTable);
        putSplit(EFI_MAP, EFI_MAP_HIGH, map.address());
        putU32(EFI_MAP_SIZE, (int) map.size());
        putU32(EFI_MAP_ENTRY_SIZE, (int) map.descriptorSize());
        putU32(EFI_MAP_VERSION, map.descriptorVersion());
    }

    boolean hasEfi() {
        return getU32(EFI_INFO) == LOADER_SIGNATURE;
    }

    long systemTable() {
        return getSplit(EFI_SYSTEM_TABLE, EFI_SYSTEM_TABLE_HIGH);
    }

    /** Address of the EFI memory map. */
    long efiMap() {
        return getSplit(EFI_MAP, EFI_MAP_HIGH);
    }

    /** Bytes of that map. */
    long efiMapSize() {
        return Integer.toUnsignedLong(getU32(EFI_MAP_SIZE));
    }

    /** Bytes that {@link #e820} needs at its extension address for a map. */
    static int extensionSize(int entries) {
        return SETUP_DATA_HEADER + Math.max(0, entries - E820_CAPACITY) * E820Type.RECORD_SIZE;
    }

    /** Stores the map; what exceeds the page goes to a setup_data node at {@code extension}. */
    void e820(E820Map map, long extension) {
        List<E820Map.Entry> entries = map.entries();
        int here = Math.min(entries.size(), E820_CAPACITY);
        memory.write(base + E820_ENTRIES, Bytes.of(here));
        memory.write(base + E820_TABLE, encode(entries.subList(0, here)));
        if (here < entries.size()) {
            Bytes rest = encode(entries.subList(here, entries.size()));
            ByteBuffer header = ByteBuffer.allocate(SETUP_DATA_HEADER).order(ByteOrder.LITTLE_ENDIAN);
            header.putLong(getU64(SETUP_DATA)).putInt(SETUP_E820_EXT).putInt(rest.length());
            byte[] raw = new byte[SETUP_DATA_HEADER];
            header.get(0, raw);
            memory.write(extension, Bytes.concat(Bytes.copyOf(raw), rest));
            putSplit(SETUP_DATA, SETUP_DATA + Integer.BYTES, extension);
        }
    }

    E820Map e820() {
        int here = memory.read(base + E820_ENTRIES, 1).u8(0);
        List<E820Map.Entry> entries = new ArrayList<>(
                decode(memory.read(base + E820_TABLE, Math.min(here, E820_CAPACITY) * E820Type.RECORD_SIZE)));
        long node = getU64(SETUP_DATA);
        for (int i = 0; node != 0 && i < MAXIMUM_NODES; i++) {
            ByteBuffer header = memory.read(node, SETUP_DATA_HEADER).asLittleEndian();
            long next = header.getLong();
            int type = header.getInt();
            int length = header.getInt();
            if (type == SETUP_E820_EXT
                    && length > 0
                    && length <= LARGEST_EXTENSION
                    && length % E820Type.RECORD_SIZE == 0) {
                entries.addAll(decode(memory.read(node + SETUP_DATA_HEADER, length)));
            }
            node = next;
        }
        return new E820Map(entries);
    }

    private static Bytes encode(List<E820Map.Entry> entries) {
        ByteBuffer table =
                ByteBuffer.allocate(entries.size() * E820Type.RECORD_SIZE).order(ByteOrder.LITTLE_ENDIAN);
        for (E820Map.Entry entry : entries) {
            table.putLong(entry.address())
                    .putLong(entry.size())
                    .putInt(entry.type().code());
        }
        byte[] raw = new byte[table.capacity()];
        table.get(0, raw);
        return Bytes.copyOf(raw);
    }

    private static List<E820Map.Entry> decode(Bytes raw) {
        List<E820Map.Entry> entries = new ArrayList<>();
        ByteBuffer table = raw.asLittleEndian();
        while (table.remaining() >= E820Type.RECORD_SIZE) {
            long address = table.getLong();
            long size = table.getLong();
            int code = table.getInt();
            E820Type type = Arrays.stream(E820Type.values())
                    .filter(each -> each.code() == code)
                    .findFirst()
                    .orElse(E820Type.RESERVED);
            entries.add(new E820Map.Entry(address, size, type));
        }
        return entries;
    }

    private void putSplit(int low, int high, long value) {
        putU32(low, (int) value);
        putU32(high, (int) (value >>> 32));
    }

    private long getSplit(int low, int high) {
        return Integer.toUnsignedLong(getU32(low)) | (long) getU32(high) << 32;
    }

    private void putU32(int offset, int value) {
        memory.write(base + offset, Bytes.u32Le(value));
    }

    private int getU32(int offset) {
        return memory.read(base + offset, Integer.BYTES).asLittleEndian().getInt();
    }

    private long getU64(int offset) {
        return memory.read(base + offset, Long.BYTES).asLittleEndian().getLong();
    }
}
