package dev.sevsim.host.libvirt;

import dev.sevsim.abi.Bytes;
import java.util.function.Consumer;

/**
 * Procedures that start, pause and end the domain, and its state.
 *
 * <p>Source: docs/reference/guest-owner-tools.md section 6.5.
 *
 * @param domain the one domain
 */
record LifecycleProcedures(LibvirtDomain domain) {
    void register(LibvirtProcedures procedures) {
        procedures.add(LibvirtProcedure.DESTROY, act(false, LibvirtGuest::destroy));
        procedures.add(LibvirtProcedure.DESTROY_FLAGS, act(true, LibvirtGuest::destroy));
        procedures.add(LibvirtProcedure.RESUME, act(false, LibvirtGuest::resume));
        procedures.add(LibvirtProcedure.SHUTDOWN, act(false, LibvirtGuest::shutDown));
        procedures.add(LibvirtProcedure.SHUTDOWN_FLAGS, act(true, LibvirtGuest::shutDown));
        procedures.add(LibvirtProcedure.SUSPEND, act(false, LibvirtGuest::suspend));
        procedures.add(LibvirtProcedure.RESET, act(true, LibvirtGuest::reset));
        procedures.add(LibvirtProcedure.GET_STATE, (in, guest) -> {
            read(in, true);
            LibvirtGuest.State state = guest.state();
            return new XdrWriter().u32(state.code()).u32(state.reason()).toBytes();
        });
        // Nothing holds the monitor: state, details and time are 0.
        procedures.add(LibvirtProcedure.GET_CONTROL_INFO, (in, guest) -> {
            read(in, true);
            return new XdrWriter().u32(0).u32(0).u64(0).toBytes();
        });
    }

    private LibvirtProcedures.Procedure act(boolean withFlags, Consumer<LibvirtGuest> action) {
        return (in, guest) -> {
            read(in, withFlags);
            action.accept(guest);
            return Bytes.EMPTY;
        };
    }

    /** Reads the domain, and flags, which are ignored. */
    private void read(XdrReader in, boolean withFlags) {
        DomainReference.require(in, domain);
        if (withFlags) {
            in.skipU32();
        }
        in.end();
    }
}
