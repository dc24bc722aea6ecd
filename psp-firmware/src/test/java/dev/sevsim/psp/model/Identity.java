package dev.sevsim.psp.model;

/** Who the platform is: its key agreement key, and numbers for the keys above it. */
record Identity(World.Pdh pdh, int pek, int oca, boolean external) {
    /** The number of the keys that the machine of every sequence has at first. */
    static final int FIRST = 0;

    Identity withPdh(World.Pdh other) {
        return new Identity(other, pek, oca, external);
    }

    /** PEK_CERT_IMPORT: another OCA, the same PEK, a new PDH. */
    Identity ownedBy(int owner) {
        return new Identity(new World.Pdh(), pek, owner, true);
    }
}
