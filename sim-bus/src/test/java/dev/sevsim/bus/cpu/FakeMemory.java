package dev.sevsim.bus.cpu;

import dev.sevsim.abi.Page;
import dev.sevsim.bus.memory.Encryption;
import dev.sevsim.bus.memory.FrameWatch;
import dev.sevsim.bus.memory.GuestMemoryAccess;
import java.util.ArrayList;
import java.util.List;

/** A real array with a toy engine: an encrypted byte is the plain one exclusive-or the ASID. */
final class FakeMemory implements GuestMemoryAccess {
    final byte[] dram = new byte[64 * 1024];
    int disabledAsid = -1;
    final List<String> accesses = new ArrayList<>();
    final List<Long> watched = new ArrayList<>();
    int compared;
    int keyChanges;

    @Override
    public boolean contains(long address, long lengthBytes) {
        return address >= 0 && address <= dram.length - lengthBytes;
    }

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

    /** Tests write to the array itself, so every frame counts as written. */
    @Override
    public void watch(long frame, FrameWatch watch) {
        watched.add(frame);
    }

    @Override
    public void unwatch(long frame, FrameWatch watch) {
        watched.remove(frame);
    }

    @Override
    public boolean holds(int asid, Encryption encryption, long frame, FrameWatch watch) {
        byte[] page = new byte[Page.SIZE];
        if (frame < 0 || frame + page.length > dram.length) {
            return false;
        }
        compared++;
        for (int i = 0; i < page.length; i++) {
            page[i] = (byte) (dram[(int) frame + i] ^ mask(asid, encryption));
        }
        return watch.read(asid, page);
    }

    @Override
    public int keyChanges(int asid) {
        return keyChanges;
    }

    @Override
    public boolean mayRun(int asid) {
        return asid != disabledAsid;
    }

    private static int mask(int asid, Encryption encryption) {
        return encryption == Encryption.ENCRYPTED ? asid : 0;
    }
}
