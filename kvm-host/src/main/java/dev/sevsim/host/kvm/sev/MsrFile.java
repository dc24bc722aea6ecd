package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.firmware.Vmsa;
import dev.sevsim.abi.layout.Field;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Model-specific registers of a vCPU: those with a place in the save area, and others that are kept and do nothing.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.13.
 */
final class MsrFile {
    static final int EFER = 0xC000_0080;
    static final int APIC_BASE = 0x1B;

    private static final int PAT = 0x277;
    private static final int XSS = 0xDA0;
    private static final int DEBUG_CONTROL = 0x1D9;
    private static final int TSC_AUX = 0xC000_0103;
    private static final long DEBUG_CONTROL_KNOWN = 0x3F;
    private static final int CANONICAL_SHIFT = 16;

    /** SCE, LME, LMA, NX, SVME, LMSLE and FFXSR. */
    private static final long EFER_KNOWN = 0x7D01;

    private static final Map<Integer, Field> SAVED = Map.ofEntries(
            Map.entry(0xC000_0081, Vmsa.STAR),
            Map.entry(0xC000_0082, Vmsa.LSTAR),
            Map.entry(0xC000_0083, Vmsa.CSTAR),
            Map.entry(0xC000_0084, Vmsa.SFMASK),
            Map.entry(0xC000_0100, Vmsa.FS.base()),
            Map.entry(0xC000_0101, Vmsa.GS.base()),
            Map.entry(0xC000_0102, Vmsa.KERNEL_GS_BASE),
            Map.entry(0x174, Vmsa.SYSENTER_CS),
            Map.entry(0x175, Vmsa.SYSENTER_ESP),
            Map.entry(0x176, Vmsa.SYSENTER_EIP),
            Map.entry(PAT, Vmsa.G_PAT),
            Map.entry(DEBUG_CONTROL, Vmsa.DBGCTL),
            Map.entry(XSS, Vmsa.XSS));

    private static final Set<Field> CANONICAL =
            Set.of(Vmsa.LSTAR, Vmsa.CSTAR, Vmsa.FS.base(), Vmsa.GS.base(), Vmsa.KERNEL_GS_BASE);
    private static final Set<Field> EXTENDED = Set.of(Vmsa.SYSENTER_ESP, Vmsa.SYSENTER_EIP);

    /** What QEMU writes at a reset beside the saved ones: time, KVM's own, MTRRs, machine checks, AMD's. */
    private static final Set<Integer> KEPT = Set.of(
            0x10,
            0x3B,
            0x34,
            0x48,
            0x9E,
            0x1A0,
            0x17A,
            0x17B,
            0x2FF,
            0x11,
            0x12,
            0xC001_0015,
            0xC001_0117,
            0xC001_011F,
            0xC000_0104,
            TSC_AUX);

    /** Ranges of the same, first and last. */
    private static final Map<Integer, Integer> KEPT_RANGES =
            Map.of(0x200, 0x20F, 0x250, 0x250, 0x258, 0x259, 0x268, 0x26F, 0x400, 0x47F, 0x4B56_4D00, 0x4B56_4D06);

    private final SortedMap<Integer, Long> kept;

    MsrFile() {
        this(new TreeMap<>());
    }

    private MsrFile(SortedMap<Integer, Long> kept) {
        this.kept = kept;
    }

    /** Where a register lies in the save area; empty for one that has no place there. */
    static Optional<Field> saved(int index) {
        return Optional.ofNullable(SAVED.get(index));
    }

    /** Whether the guest of an encrypted save area has the register without an exit, so that KVM cannot reach it. */
    static boolean isPassedThrough(int index) {
        return index == EFER || index == TSC_AUX || (index != DEBUG_CONTROL && SAVED.containsKey(index));
    }

    /** The value as the save area takes it; empty for one that is refused. */
    static Optional<Long> checked(Field saved, long value) {
        boolean valid = true;
        if (saved.equals(Vmsa.G_PAT)) {
            valid = isMemoryTypes(value);
        } else if (saved.equals(Vmsa.XSS)) {
            valid = value == 0;
        } else if (saved.equals(Vmsa.DBGCTL)) {
            valid = (value & ~DEBUG_CONTROL_KNOWN) == 0;
        } else if (CANONICAL.contains(saved)) {
            valid = canonical(value) == value;
        }
        return valid ? Optional.of(EXTENDED.contains(saved) ? canonical(value) : value) : Optional.empty();
    }

    /** Whether EFER may be written. */
    static boolean isEfer(long value) {
        return (value & ~EFER_KNOWN) == 0;
    }

    /** Whether the register is kept without an effect. */
    static boolean isKept(int index) {
        return KEPT.contains(index)
                || KEPT_RANGES.entrySet().stream()
                        .anyMatch(range -> index >= range.getKey() && index <= range.getValue());
    }

    long get(int index) {
        return kept.getOrDefault(index, 0L);
    }

    MsrFile with(int index, long value) {
        SortedMap<Integer, Long> changed = new TreeMap<>(kept);
        changed.put(index, value);
        return new MsrFile(changed);
    }

    private static long canonical(long address) {
        return address << CANONICAL_SHIFT >> CANONICAL_SHIFT;
    }

    /** Each byte of PAT is a memory type: UC, WC, WT, WP, WB or UC-. */
    private static boolean isMemoryTypes(long value) {
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            long type = value >>> shift & 0xFF;
            if (type > 7 || type == 2 || type == 3) {
                return false;
            }
        }
        return true;
    }
}
