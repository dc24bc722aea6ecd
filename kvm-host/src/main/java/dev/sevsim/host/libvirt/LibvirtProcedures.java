package dev.sevsim.host.libvirt;

import dev.sevsim.abi.Bytes;
import dev.sevsim.host.libvirt.LibvirtException.Code;
import dev.sevsim.host.vmm.VmmException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * The procedures by number. A call that is not valid is answered with an error.
 *
 * <p>Source: docs/reference/guest-owner-tools.md section 6.5.
 */
final class LibvirtProcedures {
    /** One procedure. */
    @FunctionalInterface
    interface Procedure {
        /** Reads its arguments to their end, runs, and returns the reply's payload. */
        Bytes call(XdrReader arguments, LibvirtGuest guest);
    }

    private final Map<LibvirtProcedure, Procedure> byName = new EnumMap<>(LibvirtProcedure.class);

    LibvirtProcedures(LibvirtDomain domain) {
        new HostProcedures(domain).register(this);
        new DomainProcedures(domain).register(this);
        new LifecycleProcedures(domain).register(this);
        new ListProcedures(domain).register(this);
    }

    void add(LibvirtProcedure name, Procedure procedure) {
        if (byName.put(name, procedure) != null) {
            throw new IllegalStateException("two procedures " + name);
        }
    }

    /** The reply to a call. */
    RpcMessage answer(RpcMessage call, LibvirtGuest guest) {
        try {
            return call.reply(find(call).call(new XdrReader(call.payload()), guest));
        } catch (LibvirtException e) {
            return call.error(e);
        } catch (XdrException e) {
            return call.error(new LibvirtException(
                    Code.RPC, "procedure " + call.procedure() + ": its arguments have " + e.getMessage()));
        } catch (VmmException e) {
            return call.error(new LibvirtException(
                    Code.INTERNAL_ERROR, "unable to execute QEMU command: " + Objects.toString(e.getMessage())));
        }
    }

    private Procedure find(RpcMessage call) {
        if (call.program() != RpcMessage.REMOTE_PROGRAM || call.version() != RpcMessage.VERSION) {
            throw new LibvirtException(
                    Code.RPC, String.format("Cannot find program 0x%x version %d", call.program(), call.version()));
        }
        if (call.type() != RpcMessage.CALL) {
            throw new LibvirtException(Code.RPC, "a message of type " + call.type() + " where a call is expected");
        }
        return LibvirtProcedure.find(call.procedure())
                .map(byName::get)
                .orElseThrow(() -> new LibvirtException(
                        Code.NO_SUPPORT, "procedure " + call.procedure() + " is not supported here"));
    }
}
