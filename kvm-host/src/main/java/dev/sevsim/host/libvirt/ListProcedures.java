package dev.sevsim.host.libvirt;

import dev.sevsim.abi.Bytes;
import java.util.EnumSet;
import java.util.Set;

/**
 * Procedures that list domains: the one here is active, transient, and has neither snapshots nor checkpoints nor a
 * saved image.
 *
 * <p>Source: docs/reference/guest-owner-tools.md section 6.5; the filters are those of libvirt's public header.
 *
 * @param domain the one domain
 */
record ListProcedures(LibvirtDomain domain) {
    void register(LibvirtProcedures procedures) {
        procedures.add(LibvirtProcedure.NUM_OF_DOMAINS, (in, guest) -> number(in, 1));
        procedures.add(LibvirtProcedure.NUM_OF_DEFINED_DOMAINS, (in, guest) -> number(in, 0));
        procedures.add(LibvirtProcedure.LIST_DOMAINS, (in, guest) -> {
            int limit = in.u32();
            in.end();
            return limit > 0
                    ? new XdrWriter().u32(1).u32(domain.id()).toBytes()
                    : new XdrWriter().u32(0).toBytes();
        });
        procedures.add(LibvirtProcedure.LIST_DEFINED_DOMAINS, (in, guest) -> {
            in.skipU32();
            return number(in, 0);
        });
        procedures.add(LibvirtProcedure.LIST_ALL_DOMAINS, this::listAll);
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

    /** Filters come in groups; of each group that a caller uses, a domain must have one property. */
    private static boolean passes(int filters, LibvirtGuest.State state) {
        Filter ofState = switch (state) {
            case RUNNING -> Filter.RUNNING;
            case PAUSED -> Filter.PAUSED;
            case SHUT_OFF, CRASHED -> Filter.OTHER_STATE;
        };
        return ofState.admits(filters) && Filter.OF_EACH_STATE.stream().allMatch(filter -> filter.admits(filters));
    }

    /**
     * The properties that the domain can have: bits of {@code virConnectListAllDomainsFlags}, and those of the group.
     */
    private enum Filter {
        ACTIVE(0x1, 0x3),
        TRANSIENT(0x8, 0xC),
        RUNNING(0x10, 0xF0),
        PAUSED(0x20, 0xF0),
        OTHER_STATE(0x80, 0xF0),
        NO_SAVED_IMAGE(0x200, 0x300),
        NO_AUTOSTART(0x800, 0xC00),
        NO_SNAPSHOT(0x2000, 0x3000),
        NO_CHECKPOINT(0x8000, 0xC000);

        static final Set<Filter> OF_EACH_STATE = EnumSet.complementOf(EnumSet.of(RUNNING, PAUSED, OTHER_STATE));

        private final int bit;
        private final int group;

        Filter(int bit, int group) {
            this.bit = bit;
            this.group = group;
        }

        boolean admits(int filters) {
            return (filters & group) == 0 || (filters & bit) != 0;
        }
    }
}
