package dev.sevsim.psp.model;

import dev.sevsim.abi.Bytes;
import dev.sevsim.psp.Migration;
import dev.sevsim.psp.TestMachine;

/** The certificates that the machine of every sequence has at first; made once, because they cost RSA signatures. */
final class Genuine {
    static final World.Chain CHAIN = chain();

    private Genuine() {}

    private static World.Chain chain() {
        try (FirmwareMachine machine = new FirmwareMachine()) {
            TestMachine inner = machine.inner().initialised();
            Migration.introduce(inner, inner);
            return new World.Chain(
                    inner.read(Migration.PDH, 0x824),
                    inner.read(Migration.PLATFORM_CERTS, 0x186C),
                    inner.read(Migration.AMD_CERTS, 0xC80));
        }
    }

    /** What a host has in memory before it begins. */
    static void prepare(Machine machine) {
        put(machine, Layout.PDH, CHAIN.pdh());
        put(machine, Layout.PLATFORM_CERTS, CHAIN.platform());
        put(machine, Layout.AMD_CERTS, CHAIN.amd());
        for (int slot = 0; slot < Sessions.ALL.size(); slot++) {
            long at = Layout.SESSIONS + slot * Layout.SESSION_SLOT;
            put(machine, at, Sessions.ALL.get(slot).certificate());
            put(machine, at + Layout.SESSION_IN_SLOT, Sessions.ALL.get(slot).session());
        }
        int[][] cores = {{0, 1, 2, 3}, {5, 4}, {0, 7}, {3, 8}};
        for (int list = 0; list < cores.length; list++) {
            for (int i = 0; i < cores[list].length; i++) {
                put(machine, Layout.IDS + 0x40L * list + 4L * i, Bytes.u32Le(cores[list][i]));
            }
        }
    }

    private static void put(Machine machine, long address, Bytes content) {
        machine.write(address, content.toArray());
    }
}
