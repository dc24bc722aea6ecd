package dev.sevsim.machine;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.bus.RequestHandler;

/**
 * Any guest owner other than the machine's own, such as an attestation service; given with {@link
 * OwnerSpec.Builder#external}. The launch has neither session nor secrets of its description then.
 *
 * <p>The handler receives {@link dev.sevsim.bus.frame.PlatformCertificates} and answers with a {@link
 * dev.sevsim.bus.frame.LaunchBundle}; then it receives a {@link dev.sevsim.bus.frame.LaunchMeasurement} and answers with a
 * {@link dev.sevsim.bus.frame.LaunchSecretPacket}, or with a {@link dev.sevsim.bus.frame.Notice} of kind {@link
 * dev.sevsim.owner.GuestOwner#MEASUREMENT_ACCEPTED} where it has no secrets. An {@link
 * dev.sevsim.bus.frame.OwnerRefusal}, or no answer, refuses the launch.
 */
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

    /** An owner whose handler answers every launch. */
    static ExternalOwner answering(String description, RequestHandler handler) {
        return new ExternalOwner() {
            @Override
            public String description() {
                return description;
            }

            @Override
            public RequestHandler connect(GuestPolicy policy, Bytes signedCek) {
                return handler;
            }
        };
    }
}
