package dev.sevsim.ovmf.pei;

import static dev.sevsim.abi.device.FwCfgKeys.CPU_COUNT;
import static dev.sevsim.abi.device.FwCfgKeys.FILE_DIRECTORY;
import static dev.sevsim.abi.device.FwCfgKeys.FILE_ENTRY_SIZE;
import static dev.sevsim.abi.device.FwCfgKeys.FILE_NAME_OFFSET;
import static dev.sevsim.abi.device.FwCfgRegisters.DATA;
import static dev.sevsim.abi.device.FwCfgRegisters.FEATURE_DMA;
import static dev.sevsim.abi.device.FwCfgRegisters.INTERFACE;
import static dev.sevsim.abi.device.FwCfgRegisters.SELECTOR;
import static dev.sevsim.abi.device.FwCfgRegisters.SIGNATURE;

import dev.sevsim.abi.Bytes;
import dev.sevsim.bus.cpu.GuestCpu;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * QEMU's fw_cfg device through its I/O ports, as PEI uses it.
 *
 * <p>All data comes from an untrusted host.
 *
 * <p>Source: QEMU documentation {@code docs/specs/fw_cfg.rst}; docs/reference/ovmf-guest.md section 11.5.
 */
public record FwCfg(GuestCpu cpu, boolean dma) {
    private static final int MAX_FILES = 1024;
    private static final int MAX_FILE_SIZE = 1 << 16;

    /** Probes the device; empty when it is not there. */
    public static Optional<FwCfg> probe(GuestCpu cpu) {
        FwCfg candidate = new FwCfg(cpu, false);
        if (!candidate.readItem(SIGNATURE, 4).equals(Bytes.ofAscii("QEMU"))) {
            return Optional.empty();
        }
        return Optional.of(new FwCfg(cpu, (candidate.readU32(INTERFACE) & FEATURE_DMA) != 0));
    }

    /** Whether the device offers its DMA interface. */
    public boolean offersDma() {
        return dma;
    }

    /** Number of vCPUs; at least one, whatever the host answers. */
    int cpuCount() {
        return Math.max(
                1, Short.toUnsignedInt(readItem(CPU_COUNT, 2).asLittleEndian().getShort()));
    }

    public int readU32(int key) {
        return readItem(key, 4).asLittleEndian().getInt();
    }

    Bytes readItem(int key, int length) {
        select(key);
        return readMore(length);
    }

    public void select(int key) {
        cpu.out(SELECTOR, 2, key);
    }

    /** Reads the next bytes of the selected item. */
    public Bytes readMore(int length) {
        return cpu.inBytes(DATA, length);
    }

    /** A named file of at most 64 KiB; empty when the directory does not list it. */
    Optional<Bytes> readFile(String name) {
        int count = Integer.reverseBytes(readU32(FILE_DIRECTORY));
        int files = Math.max(0, Math.min(count, MAX_FILES));
        ByteBuffer directory = readMore(files * FILE_ENTRY_SIZE).asLittleEndian();
        for (int i = 0; i < files; i++) {
            int at = i * FILE_ENTRY_SIZE;
            if (nameAt(directory, at + FILE_NAME_OFFSET).equals(name)) {
                int size = Integer.reverseBytes(directory.getInt(at));
                int key = Short.toUnsignedInt(Short.reverseBytes(directory.getShort(at + 4)));
                return Optional.of(readItem(key, Math.max(0, Math.min(size, MAX_FILE_SIZE))));
            }
        }
        return Optional.empty();
    }

    private static String nameAt(ByteBuffer directory, int offset) {
        byte[] raw = new byte[FILE_ENTRY_SIZE - FILE_NAME_OFFSET];
        directory.get(offset, raw);
        String text = new String(raw, StandardCharsets.ISO_8859_1);
        int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }
}
