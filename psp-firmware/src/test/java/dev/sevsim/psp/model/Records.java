package dev.sevsim.psp.model;

import dev.sevsim.abi.Bytes;
import java.util.BitSet;

/** The pool of integrity records in the trusted region, the lowest free one first. */
final class Records {
    /** How much of a save area a record covers: docs/reference/sev-firmware-api.md section 6.8. */
    static final int COVERED = 0xFC0;

    private static final int SIZE = 64;

    private final BitSet used = new BitSet();
    private long region;

    void placeAt(long address) {
        region = address & ~Layout.C_BIT;
        used.clear();
    }

    /** Gives the page a record; answers the page with the pointer in it. */
    Plain add(Vm vm, Plain page) {
        int index = used.nextClearBit(0);
        used.set(index);
        long pointer = region + (long) index * SIZE;
        Plain patched = page.withPointer(pointer);
        Bytes covered = patched.knownStart(COVERED);
        vm.records.put(pointer, covered.isEmpty() ? Bytes.of(0) : covered);
        return patched;
    }

    void removeAll(Vm vm) {
        vm.records.keySet().forEach(pointer -> used.clear((int) ((pointer - region) / SIZE)));
        vm.records.clear();
    }
}
