package dev.sevsim.psp.model;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.EcSignature;
import dev.sevsim.crypto.EcKeyPair;
import dev.sevsim.psp.Migration;
import dev.sevsim.psp.TestMachine;
import dev.sevsim.psp.WorkedExample;

/** The certificates that the machine of every sequence has at first; made once, because they cost RSA signatures. */
final class Genuine {
    private static final int OCA = 0x1001;
    private static final int BODY = 0x414;

    static final World.Chain CHAIN = chain();

    private Genuine() {}

    private static World.Chain chain() {
        try (FirmwareMachine machine = new FirmwareMachine()) {
            TestMachine inner = machine.inner().initialised();
            Migration.introduce(inner, inner);
            Bytes platform = inner.read(Migration.PLATFORM_CERTS, 0x186C);
            EcKeyPair owner = WorkedExample.keyOf(0x11);
            Bytes oca = Bytes.concat(
                    Bytes.u32Le(1),
                    Bytes.u32Le(0),
                    Bytes.u32Le(OCA),
                    Bytes.u32Le(2),
                    owner.publicKey().encode());
            return new World.Chain(
                    inner.read(Migration.PDH, 0x824),
                    platform,
                    inner.read(Migration.AMD_CERTS, 0xC80),
                    signed(platform.slice(0, BODY), owner),
                    signed(oca, owner));
        }
    }

    /** The body with the owner's signature in the first slot. */
    private static Bytes signed(Bytes body, EcKeyPair owner) {
        Bytes signature = EcSignature.ofP1363(owner.sign(body)).encode();
        return Bytes.concat(body, Bytes.u32Le(OCA), Bytes.u32Le(2), signature, Bytes.u32Le(0x1000), Bytes.zeros(0x204));
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
        put(machine, Layout.OWNED_PEK, CHAIN.ownersPek());
        put(machine, Layout.OWNED_OCA, CHAIN.ownersOca());
        put(machine, Layout.STORES, Bytes.u32Le(-1));
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
