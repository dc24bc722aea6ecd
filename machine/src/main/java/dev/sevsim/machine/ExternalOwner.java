package dev.sevsim.machine;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.bus.RequestHandler;

/** A guest owner outside of the machine, such as an attestation service; the launch has neither session nor secrets then. */
public interface ExternalOwner {
    /** Text for the step that reports the launch session, such as {@code launch session from http://... for image web}. */
    String description();

    /**
     * Makes the owner's end of the link to the VMM for one launch.
     *
     * @param policy policy of the guest
     * @param signedCek the CEK certificate with AMD's signature, 2084 bytes, which an operator sends in place of the
     *     firmware's unsigned one
     */
    RequestHandler connect(GuestPolicy policy, Bytes signedCek);
}
