package dev.sevsim.host.libvirt;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.bus.frame.LaunchSecretPacket;
import dev.sevsim.host.vmm.SevCapabilities;
import dev.sevsim.host.vmm.SevInfo;
import java.util.Optional;

/** The VM behind the procedures; belongs to the machine's thread. */
public interface LibvirtGuest {
    /** State of a domain. */
    enum State {
        /** Reason: booted. */
        RUNNING(1, 1),
        /** Reason: at the user's wish. */
        PAUSED(3, 1),
        /** Reason: destroyed. */
        SHUT_OFF(5, 2),
        /** Reason: not known. */
        CRASHED(6, 0);

        private final int code;
        private final int reason;

        State(int code, int reason) {
            this.code = code;
            this.reason = reason;
        }

        int reason() {
            return reason;
        }

        int code() {
            return code;
        }
    }

    State state();

    /** API version, build and policy of the launch. */
    SevInfo sevInfo();

    /** Measurement and nonce, 48 bytes; empty while there is none. */
    Optional<Bytes> measurement();

    /** The platform's certificates and the C-bit. */
    SevCapabilities capabilities();

    /**
     * Injects a secret.
     *
     * @throws dev.sevsim.host.vmm.VmmException when the VMM or the firmware refuses it
     */
    void inject(LaunchSecretPacket packet, Optional<GuestPhysical> address);

    /** Starts or continues the VM. */
    void resume();

    /** Pauses the VM; no effect on one that does not run. */
    void suspend();

    /** Presses the power button. */
    void shutDown();

    /** Resets the VM. */
    void reset();

    /** Ends the VM. */
    void destroy();
}
