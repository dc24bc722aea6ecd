package dev.sevsim.host.kvm;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Model-specific registers that VMMs set and that have no effect on the model: their values are kept.
 *
 * <p>Source: Linux {@code arch/x86/include/asm/msr-index.h} for the numbers.
 */
final class GenericMsrs {
    private static final Set<Integer> SINGLE = Set.of(
            0x10, // TSC
            0x11, // KVM_WALL_CLOCK
            0x12, // KVM_SYSTEM_TIME
            0x1B, // APICBASE
            0x3B, // TSC_ADJUST
            0x48, // SPEC_CTRL
            0x9E, // SMBASE
            0x140, // MISC_FEATURES_ENABLES
            0x17A, // MCG_STATUS
            0x17B, // MCG_CTL
            0x1A0, // MISC_ENABLE
            0x250, // MTRRfix64K
            0x258, // MTRRfix16K
            0x259,
            0x2FF, // MTRRdefType
            0x6E0, // TSC_DEADLINE
            0xC0000103, // TSC_AUX
            0xC0010117, // VM_HSAVE_PA
            0xC001011F); // VIRT_SPEC_CTRL

    private final Map<Integer, Long> values = new ConcurrentHashMap<>();

    /** Keeps the value of a register; false for one that is not known. */
    boolean set(int index, long value) {
        if (isKnown(index)) {
            values.put(index, value);
        }
        return isKnown(index);
    }

    /** The value of a register; empty for one that is not known. */
    Optional<Long> get(int index) {
        return isKnown(index) ? Optional.of(values.getOrDefault(index, 0L)) : Optional.empty();
    }

    /** Variable and 4 KiB MTRRs, machine-check banks and KVM's own registers are ranges. */
    private static boolean isKnown(int index) {
        return SINGLE.contains(index)
                || isIn(index, 0x200, 0x20F)
                || isIn(index, 0x268, 0x26F)
                || isIn(index, 0x400, 0x47F)
                || isIn(index, 0x4B56_4D00, 0x4B56_4D08);
    }

    private static boolean isIn(int index, int first, int last) {
        return index >= first && index <= last;
    }
}
