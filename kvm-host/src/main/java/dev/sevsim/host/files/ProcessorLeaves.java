package dev.sevsim.host.files;

import dev.sevsim.abi.chip.ChipGeneration;
import dev.sevsim.bus.cpu.CpuidLeaf;
import dev.sevsim.host.profile.HostProfile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * CPUID as a program of the host executes it: vendor, signature, name and memory encryption. The features of other leaves stay those of
 * the processor that executes the program, which has no other instructions.
 *
 * <p>Source: AMD APM volume 3 appendix E; docs/reference/kvm-host.md section 3.1.
 */
final class ProcessorLeaves {
    private static final int EAX = 1;
    private static final int EBX = 1 << 1;
    private static final int ECX = 1 << 2;
    private static final int EDX = 1 << 3;
    private static final int ALL = EAX | EBX | ECX | EDX;
    private static final int EXTENDED_FEATURES = 0x8000_0001;
    private static final int NAME = 0x8000_0002;
    private static final int NAME_BYTES = 48;
    private static final int LEAF_BYTES = 16;
    private static final String VENDOR = "AuthcAMDenti";

    private final List<String> lines = new ArrayList<>();

    private ProcessorLeaves() {}

    /** The lines of {@link dev.sevsim.host.process.HostFile.Kind#CPUID}. */
    static String of(HostProfile.Cpu cpu, String name) {
        ProcessorLeaves leaves = new ProcessorLeaves();
        ByteBuffer vendor = text(VENDOR, VENDOR.length());
        int[] words = {vendor.getInt(), vendor.getInt(), vendor.getInt()};
        leaves.add(0, EBX | ECX | EDX, 0, words[0], words[1], words[2]);
        leaves.add(CpuidLeaf.FEATURES, EAX, cpu.signature(), 0, 0, 0);
        leaves.add(CpuidLeaf.LARGEST_EXTENDED, ALL, CpuidLeaf.ENCRYPTION, words[0], words[1], words[2]);
        leaves.add(EXTENDED_FEATURES, EAX, cpu.signature(), 0, 0, 0);
        ByteBuffer title = text(name, NAME_BYTES);
        for (int leaf = 0; leaf < NAME_BYTES / LEAF_BYTES; leaf++) {
            leaves.add(NAME + leaf, ALL, title.getInt(), title.getInt(), title.getInt(), title.getInt());
        }
        ChipGeneration chip = ProcessorModel.generation(cpu);
        leaves.add(
                CpuidLeaf.ENCRYPTION,
                ALL,
                cpu.hasSev() ? chip.cpu().features() : 0,
                cpu.addressBits().cBit() | chip.encryption().addressReduction() << 6,
                cpu.asids().max(),
                cpu.asids().minSev());
        return String.join("", leaves.lines);
    }

    private static ByteBuffer text(String text, int bytes) {
        ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        return buffer.put(text.getBytes(StandardCharsets.US_ASCII)).rewind();
    }

    private void add(int leaf, int mask, int... registers) {
        lines.add(String.format(
                Locale.ROOT,
                "%x %x %x %x %x %x\n",
                leaf,
                mask,
                registers[0],
                registers[1],
                registers[2],
                registers[3]));
    }
}
