package dev.sevsim.host.vmm;

import java.util.Optional;

/**
 * An event of a VM.
 *
 * <p>Source: docs/reference/kvm-host.md section 5.8.
 *
 * @param kind kind of event
 * @param cause cause of a shutdown or a reset
 */
public record VmmEvent(Kind kind, Optional<ShutdownCause> cause) {
    /** The names are those that a monitor shows. */
    public enum Kind {
        STOP,
        RESUME,
        SHUTDOWN,
        RESET,
        POWERDOWN
    }

    static VmmEvent of(Kind kind) {
        return new VmmEvent(kind, Optional.empty());
    }

    static VmmEvent shutdown(ShutdownCause cause) {
        return new VmmEvent(Kind.SHUTDOWN, Optional.of(cause));
    }

    static VmmEvent reset(ShutdownCause cause) {
        return new VmmEvent(Kind.RESET, Optional.of(cause));
    }
}
