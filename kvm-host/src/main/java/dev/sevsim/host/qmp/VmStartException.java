package dev.sevsim.host.qmp;

import dev.sevsim.host.vmm.VmmException;
import java.util.Objects;

/** The VM could not be started when a client asked for it; the VMM ends with this text. */
public final class VmStartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Ends the VMM for this reason. */
    public VmStartException(VmmException cause) {
        super(Objects.toString(cause.getMessage()), cause);
    }
}
