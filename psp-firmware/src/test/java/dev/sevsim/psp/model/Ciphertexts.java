package dev.sevsim.psp.model;

import dev.sevsim.abi.Bytes;
import java.util.HashMap;
import java.util.Map;

/**
 * Which block of ciphertext, at which address and under which guest key, stands for which plaintext.
 *
 * <p>Encryption of memory is deterministic, so what was seen once stays true whatever the host writes in between:
 * docs/reference/sev-firmware-api.md section 7.1.
 */
final class Ciphertexts {
    private record Place(int key, long address, Bytes ciphertext) {}

    private final Machine machine;
    private final Map<Place, Bytes> plaintexts = new HashMap<>();

    Ciphertexts(Machine machine) {
        this.machine = machine;
    }

    /** What a guest with this key would read. */
    Plain read(int key, long address, int length) {
        Plain plain = Plain.unknown(length);
        Bytes raw = raw(address, length);
        for (int block = 0; block < plain.blocks(); block++) {
            Bytes found = plaintexts.get(place(key, address, raw, block));
            if (found != null) {
                plain.learn(block, found);
            }
        }
        return plain;
    }

    /** Memory stands for this plaintext now; empty, or how that contradicts what it stood for before. */
    String remember(int key, long address, Plain plain) {
        return remember(key, address, raw(address, plain.blocks() * Plain.BLOCK), plain);
    }

    String remember(int key, long address, Bytes raw, Plain plain) {
        for (int block = 0; block < plain.blocks(); block++) {
            if (plain.isKnown(block)) {
                Bytes before = plaintexts.put(place(key, address, raw, block), plain.block(block));
                if (before != null && !before.equals(plain.block(block))) {
                    return "block " + block + " at 0x" + Long.toHexString(address) + ": expected ciphertext of "
                            + plain.block(block) + ", is that of " + before;
                }
            }
        }
        return "";
    }

    /** What DRAM holds. */
    Bytes raw(long address, int length) {
        return Bytes.copyOf(machine.read(address & ~Layout.C_BIT, length));
    }

    private static Place place(int key, long address, Bytes raw, int block) {
        int at = block * Plain.BLOCK;
        return new Place(key, (address & ~Layout.C_BIT) + at, raw.slice(at, at + Plain.BLOCK));
    }
}
