package dev.sevsim.host.vmm.device;

import static dev.sevsim.abi.device.FwCfgKeys.COMMAND_LINE_DATA;
import static dev.sevsim.abi.device.FwCfgKeys.COMMAND_LINE_SIZE;
import static dev.sevsim.abi.device.FwCfgKeys.CPU_COUNT;
import static dev.sevsim.abi.device.FwCfgKeys.FILE_DIRECTORY;
import static dev.sevsim.abi.device.FwCfgKeys.FILE_ENTRY_SIZE;
import static dev.sevsim.abi.device.FwCfgKeys.FILE_NAME_OFFSET;
import static dev.sevsim.abi.device.FwCfgKeys.INITRD_DATA;
import static dev.sevsim.abi.device.FwCfgKeys.INITRD_SIZE;
import static dev.sevsim.abi.device.FwCfgKeys.KERNEL_DATA;
import static dev.sevsim.abi.device.FwCfgKeys.KERNEL_SIZE;
import static dev.sevsim.abi.device.FwCfgKeys.SETUP_DATA;
import static dev.sevsim.abi.device.FwCfgKeys.SETUP_SIZE;
import static dev.sevsim.abi.device.FwCfgRegisters.FEATURE_DMA;
import static dev.sevsim.abi.device.FwCfgRegisters.INTERFACE;
import static dev.sevsim.abi.device.FwCfgRegisters.SIGNATURE;

import dev.sevsim.abi.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The items of fw_cfg by selector.
 *
 * <p>Source: docs/reference/ovmf-guest.md section 10; QEMU documentation {@code docs/specs/fw_cfg.rst}.
 */
public final class FwCfgItems {
    private static final int FIRST_FILE = 0x0020;
    private static final int FEATURE_TRADITIONAL_AND_DMA = 1 | FEATURE_DMA;
    private static final int SETUP_SECTORS_OFFSET = 0x1F1;
    private static final int DEFAULT_SETUP_SECTORS = 4;
    private static final int SECTOR = 512;

    private static final Map<String, Integer> DIRECT_BOOT =
            Map.of("setup", SETUP_DATA, "kernel", KERNEL_DATA, "initrd", INITRD_DATA, "cmdline", COMMAND_LINE_DATA);
    private static final Map<Integer, Integer> SIZES = Map.of(
            SETUP_DATA, SETUP_SIZE,
            KERNEL_DATA, KERNEL_SIZE,
            INITRD_DATA, INITRD_SIZE,
            COMMAND_LINE_DATA, COMMAND_LINE_SIZE);

    private final Map<Integer, Bytes> items = new TreeMap<>();
    private final Map<String, Bytes> files = new TreeMap<>();

    /** Signature, features and number of CPUs. */
    public FwCfgItems(int cpus) {
        items.put(SIGNATURE, Bytes.ofAscii("QEMU"));
        items.put(INTERFACE, Bytes.u32Le(FEATURE_TRADITIONAL_AND_DMA));
        items.put(CPU_COUNT, Bytes.of(cpus, cpus >>> 8));
    }

    /**
     * Adds a kernel: the setup part and the rest, the setup header as it is in the file.
     *
     * <p>A file that is shorter than its setup part is all setup.
     */
    public void kernel(Bytes file) {
        int declared = file.length() > SETUP_SECTORS_OFFSET ? file.u8(SETUP_SECTORS_OFFSET) : 0;
        int sectors = (declared == 0 ? DEFAULT_SETUP_SECTORS : declared) + 1;
        int setup = Math.min(sectors * SECTOR, file.length());
        sized(SETUP_SIZE, SETUP_DATA, file.slice(0, setup));
        sized(KERNEL_SIZE, KERNEL_DATA, file.from(setup));
    }

    /** Adds an initrd. */
    public void initrd(Bytes file) {
        sized(INITRD_SIZE, INITRD_DATA, file);
    }

    /** Adds a command line, which is stored with its NUL. */
    public void commandLine(String text) {
        sized(COMMAND_LINE_SIZE, COMMAND_LINE_DATA, Bytes.concat(Bytes.ofUtf8(text), Bytes.of(0)));
    }

    /** Adds a named file. */
    public void file(String name, Bytes content) {
        files.put(name, content);
    }

    /** Content of a blob of direct boot, {@code setup}, {@code kernel}, {@code initrd} or {@code cmdline}, or of a named file. */
    public Optional<Bytes> content(String name) {
        Integer key = DIRECT_BOOT.get(name);
        return Optional.ofNullable(key == null ? files.get(name) : items.get(key));
    }

    /** Replaces the content of an item of {@link #content}; false for an item that is not there. */
    public boolean replace(String name, Bytes content) {
        if (content(name).isEmpty()) {
            return false;
        }
        Integer key = DIRECT_BOOT.get(name);
        if (key == null) {
            files.put(name, content);
        } else {
            sized(Objects.requireNonNull(SIZES.get(key)), key, content);
        }
        return true;
    }

    /** Everything by selector, the directory included. */
    public Map<Integer, Bytes> bySelector() {
        Map<Integer, Bytes> all = new LinkedHashMap<>(items);
        ByteBuffer directory = ByteBuffer.allocate(4 + files.size() * FILE_ENTRY_SIZE)
                .order(ByteOrder.BIG_ENDIAN)
                .putInt(files.size());
        int selector = FIRST_FILE;
        for (Map.Entry<String, Bytes> file : files.entrySet()) {
            int entry = directory.position();
            directory.putInt(file.getValue().length()).putShort((short) selector);
            directory.put(entry + FILE_NAME_OFFSET, file.getKey().getBytes(StandardCharsets.US_ASCII));
            directory.position(entry + FILE_ENTRY_SIZE);
            all.put(selector, file.getValue());
            selector++;
        }
        byte[] raw = new byte[directory.capacity()];
        directory.get(0, raw);
        all.put(FILE_DIRECTORY, Bytes.copyOf(raw));
        return all;
    }

    private void sized(int sizeKey, int dataKey, Bytes content) {
        items.put(sizeKey, Bytes.u32Le(content.length()));
        items.put(dataKey, content);
    }
}
