package dev.sevsim.owner;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.GuestPolicy;
import java.util.Optional;

/**
 * The settings of a guest owner.
 *
 * @param roots the trusted ARK keys
 * @param policy the policy of its launches
 * @param firmware the firmware that it trusts
 * @param expected the expected launch
 * @param secrets what a good launch gets; empty for an owner who only attests
 * @param caChain ASK and ARK from the owner's own files, for a host that sends none
 * @param signedCek the CEK certificate as AMD's key server signed it, for a host that sends the firmware's unsigned one
 * @param session a session made earlier; without one every platform gets a fresh one
 */
public record GuestOwnerSettings(
        TrustedRoots roots,
        GuestPolicy policy,
        TrustedFirmware firmware,
        ExpectedLaunch expected,
        Optional<SecretPackage> secrets,
        Optional<Bytes> caChain,
        Optional<Bytes> signedCek,
        Optional<OwnerSession> session) {
    /** Attests only, takes any firmware version, makes its sessions itself. */
    public static GuestOwnerSettings of(TrustedRoots roots, GuestPolicy policy, ExpectedLaunch expected) {
        return new GuestOwnerSettings(
                roots,
                policy,
                TrustedFirmware.ANY,
                expected,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** Returns a copy with the firmware that is trusted. */
    public GuestOwnerSettings withFirmware(TrustedFirmware trusted) {
        return new GuestOwnerSettings(roots, policy, trusted, expected, secrets, caChain, signedCek, session);
    }

    /** Returns a copy with secrets for a good launch. */
    public GuestOwnerSettings withSecrets(SecretPackage pack) {
        return new GuestOwnerSettings(
                roots, policy, firmware, expected, Optional.of(pack), caChain, signedCek, session);
    }

    /** Returns a copy with AMD's certificates from a file: ASK, then ARK. */
    public GuestOwnerSettings withCaChain(Bytes askAndArk) {
        return new GuestOwnerSettings(
                roots, policy, firmware, expected, secrets, Optional.of(askAndArk), signedCek, session);
    }

    /** Returns a copy with the processors of its SEV-ES launches, and the kind of VMM that sets them up. */
    public GuestOwnerSettings withVcpus(ExpectedVcpus vcpus) {
        return new GuestOwnerSettings(
                roots, policy, firmware, expected.withVcpus(vcpus), secrets, caChain, signedCek, session);
    }

    /** Returns a copy with the CEK certificate from AMD's key server. */
    public GuestOwnerSettings withSignedCek(Bytes certificate) {
        return new GuestOwnerSettings(
                roots, policy, firmware, expected, secrets, caChain, Optional.of(certificate), session);
    }

    /** Returns a copy with a session made earlier; its policy becomes the owner's. */
    public GuestOwnerSettings withSession(OwnerSession made) {
        return new GuestOwnerSettings(
                roots, made.policy(), firmware, expected, secrets, caChain, signedCek, Optional.of(made));
    }
}
