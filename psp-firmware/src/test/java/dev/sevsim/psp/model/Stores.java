package dev.sevsim.psp.model;

import dev.sevsim.abi.Bytes;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The persistent stores: flash, or memory that the host keeps for INIT_EX, known by what was written there. */
final class Stores {
    static final int SIZE = 0x8000;

    private static final int NO_MEMORY = 0;

    private final World world;
    private final Map<Bytes, Identity> written = new HashMap<>();
    private @Nullable Identity flash;
    private long memory = NO_MEMORY;

    Stores(World world, Identity first) {
        this.world = world;
        flash = first;
    }

    /** A new identity: nothing of it was there before. */
    Identity draw() {
        int key = world.drawKey();
        return new Identity(new World.Pdh(), key, key, false);
    }

    void eraseFlash() {
        flash = null;
    }

    /** INIT: what flash holds, or a new identity that is saved there. */
    Identity loadFlash() {
        memory = NO_MEMORY;
        Identity found = flash == null ? draw() : flash;
        flash = found;
        return found;
    }

    /** Whether the host's memory is empty, or holds what was saved there once. */
    boolean isSound(long address) {
        Bytes content = world.read(address, SIZE);
        return isEmpty(content) || written.containsKey(content);
    }

    /** INIT_EX with memory: what that holds, or a new identity, which the command saves there. */
    Identity loadMemory(long address) {
        memory = address;
        Bytes content = world.read(address, SIZE);
        Identity found = written.get(content);
        return found == null ? draw() : found;
    }

    boolean isErased(long address) {
        for (byte b : world.read(address, SIZE).toArray()) {
            if (b != -1) {
                return false;
            }
        }
        return true;
    }

    private static boolean isEmpty(Bytes content) {
        return content.slice(0, 4).equals(Bytes.u32Le(-1));
    }

    /** To be called when a command that changes the identity is done. */
    String save(Identity identity) {
        if (memory == NO_MEMORY) {
            flash = identity;
            return "";
        }
        Bytes content = world.read(memory, SIZE);
        Identity before = written.put(content, identity);
        boolean fresh = before == null || before.equals(identity);
        return fresh ? "" : "the store holds what it held for another identity";
    }
}
