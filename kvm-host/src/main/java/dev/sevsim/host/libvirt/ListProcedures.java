package dev.sevsim.host.libvirt;

import dev.sevsim.abi.Bytes;

/**
 * Procedures that list domains: the one here is active, transient, and has neither snapshots nor checkpoints nor a saved image.
 *
 * <p>Source: docs/reference/guest-owner-tools.md section 6.5; the filters are those of libvirt's public header.
 *
 * @param domain the one domain
 */
record ListProcedures(LibvirtDomain domain) {
    private static final int LIST_DEFINED_DOMAINS = 21;
    private static final int NUM_OF_DEFINED_DOMAINS = 25;
    private static final int LIST_DOMAINS = 37;
    private static final int NUM_OF_DOMAINS = 51;
    private static final int LIST_ALL_DOMAINS = 273;

    private static final int ACTIVE = 1;
    private static final int TRANSIENT = 1 << 3;
    private static final int RUNNING = 1 << 4;
    private static final int PAUSED = 1 << 5;
    private static final int OTHER_STATE = 1 << 7;
    private static final int NO_SAVED_IMAGE = 1 << 9;
    private static final int NO_AUTOSTART = 1 << 11;
    private static final int NO_SNAPSHOT = 1 << 13;
    private static final int NO_CHECKPOINT = 1 << 15;

    /** Filters in groups: of each group that is used, a domain must have one property. */
    private static final int[] GROUPS = {0x3, 0xC, 0xF0, 0x300, 0xC00, 0x3000, 0xC000};

    void register(LibvirtProcedures procedures) {
        procedures.add(NUM_OF_DOMAINS, (in, guest) -> number(in, 1));
        procedures.add(NUM_OF_DEFINED_DOMAINS, (in, guest) -> number(in, 0));
        procedures.add(LIST_DOMAINS, (in, guest) -> {
            int limit = in.u32();
            in.end();
            return limit > 0
                    ? new XdrWriter().u32(1).u32(domain.id()).toBytes()
                    : new XdrWriter().u32(0).toBytes();
        });
        procedures.add(LIST_DEFINED_DOMAINS, (in, guest) -> {
            in.skipU32();
            return number(in, 0);
        });
        procedures.add(LIST_ALL_DOMAINS, this::listAll);
    }

    private static Bytes number(XdrReader in, int value) {
        in.end();
        return new XdrWriter().u32(value).toBytes();
    }

    /** Domains, unless only their number is asked for, and their number. */
    private Bytes listAll(XdrReader in, LibvirtGuest guest) {
        boolean asked = in.u32() != 0;
        int filters = in.u32();
        in.end();
        boolean listed = passes(filters, guest.state());
        XdrWriter out = new XdrWriter().u32(listed && asked ? 1 : 0);
        if (listed && asked) {
            DomainReference.write(out, domain);
        }
        return out.u32(listed ? 1 : 0).toBytes();
    }

    private static boolean passes(int filters, LibvirtGuest.State state) {
        int own = ACTIVE | TRANSIENT | NO_SAVED_IMAGE | NO_AUTOSTART | NO_SNAPSHOT | NO_CHECKPOINT;
        own |= switch (state) {
            case RUNNING -> RUNNING;
            case PAUSED -> PAUSED;
            case SHUT_OFF, CRASHED -> OTHER_STATE;
        };
        for (int group : GROUPS) {
            if ((filters & group) != 0 && (filters & group & own) == 0) {
                return false;
            }
        }
        return true;
    }
}
