package dev.sevsim.host.qmp;

import dev.sevsim.host.vmm.VmmException;
import java.util.Objects;

/** A client's request to start the VM failed; the VMM ends with this message. */
public final class VmStartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Ends the VMM for this reason. */
    public VmStartException(VmmException cause) {
        super(Objects.toString(cause.getMessage()), cause);
    }
}
