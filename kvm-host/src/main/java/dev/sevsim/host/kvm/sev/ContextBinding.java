package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.Activate;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.host.kernel.ErrnoException;
import java.util.Map;

/**
 * The second half of LAUNCH_START and RECEIVE_START: binds the new guest context to the VM's ASID and writes its handle
 * back.
 *
 * <p>A context is decommissioned when one of the two fails. Source: docs/reference/kvm-host.md section 2.7.
 */
final class ContextBinding {
    private ContextBinding() {}

    static void bind(SevCall call, int handle) {
        activate(call, handle);
        try {
            call.writeBack(Map.of("handle", handle));
        } catch (ErrnoException e) {
            call.vm().platform().unbind(handle);
            throw e;
        }
        call.vm().launched(handle, call.header().sevFd());
    }

    private static void activate(SevCall call, int handle) {
        Bytes request = new Activate(handle, call.vm().asid()).encode();
        try {
            call.issueDirectly(CommandId.ACTIVATE, request).requireSuccess();
        } catch (ErrnoException e) {
            call.vm().platform().decommission(handle);
            throw e;
        }
    }
}
