package dev.sevsim.bus.cpu;

import dev.sevsim.bus.memory.Encryption;
import dev.sevsim.bus.memory.GuestMemoryAccess;
import java.util.ArrayList;
import java.util.List;

/** A real array with a toy engine: an encrypted byte is the plain one exclusive-or the ASID. */
final class FakeMemory implements GuestMemoryAccess {
    final byte[] dram = new byte[64 * 1024];
    int disabledAsid = -1;
    final List<String> accesses = new ArrayList<>();

    @Override
    public void read(int asid, Encryption encryption, long address, byte[] target, int offset, int length) {
        accesses.add("read " + encryption + " " + Long.toHexString(address) + "+" + length);
        for (int i = 0; i < length; i++) {
            target[offset + i] = (byte) (dram[(int) address + i] ^ mask(asid, encryption));
        }
    }

    @Override
    public void write(int asid, Encryption encryption, long address, byte[] source, int offset, int length) {
        accesses.add("write " + encryption + " " + Long.toHexString(address) + "+" + length);
        for (int i = 0; i < length; i++) {
            dram[(int) address + i] = (byte) (source[offset + i] ^ mask(asid, encryption));
        }
    }

    @Override
    public boolean mayRun(int asid) {
        return asid != disabledAsid;
    }

    private static int mask(int asid, Encryption encryption) {
        return encryption == Encryption.ENCRYPTED ? asid : 0;
    }
}
