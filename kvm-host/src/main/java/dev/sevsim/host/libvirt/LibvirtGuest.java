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
        RUNNING(1),
        PAUSED(3),
        SHUT_OFF(5),
        CRASHED(6);

        private final int code;

        State(int code) {
            this.code = code;
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
}
