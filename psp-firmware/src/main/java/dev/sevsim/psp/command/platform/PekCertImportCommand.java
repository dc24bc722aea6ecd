package dev.sevsim.psp.command.platform;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.KeyAlgorithm;
import dev.sevsim.abi.cert.KeyUsage;
import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.PekCertImport;
import dev.sevsim.abi.firmware.PlatformState;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.psp.cert.CertificateFault;
import dev.sevsim.psp.cert.CertificateValidator;
import dev.sevsim.psp.command.BufferedCommand;
import dev.sevsim.psp.command.CommandResult;
import dev.sevsim.psp.command.CommandResult.Refused;
import dev.sevsim.psp.command.Refusals;
import dev.sevsim.psp.command.Sources;
import dev.sevsim.psp.keys.Ownership;
import dev.sevsim.psp.platform.AddressFault;
import dev.sevsim.psp.platform.HostMemory;
import dev.sevsim.psp.platform.Platform;
import java.util.Optional;

/**
 * PEK_CERT_IMPORT (0x07): puts a self-owned platform under the OCA of an owner, who signed its PEK. INIT only.
 *
 * <p>Both certificates are copied, the PEK first, before either is judged: our choice.
 *
 * <p>Answers SUCCESS or, in the order of the checks:
 *
 * <ul>
 *   <li>INVALID_PLATFORM_STATE: the platform is not in INIT
 *   <li>ALREADY_OWNED: the platform is externally owned
 *   <li>INVALID_LENGTH: a certificate length is not 0x824
 *   <li>INVALID_PARAM, INVALID_ADDRESS: the range at PEK_CERT_PADDR or OCA_CERT_PADDR cannot be copied
 *   <li>INVALID_CERTIFICATE: a certificate is malformed, the PEK is another than the current one, or has no free
 *       signature slot
 *   <li>UNSUPPORTED: the algorithm of a signing key cannot sign
 *   <li>BAD_SIGNATURE: the OCA's signature on itself or on the PEK is wrong
 *   <li>HWERROR_PLATFORM: the new identity cannot be saved
 * </ul>
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.1, PEK_CERT_IMPORT steps 1 to 8.
 */
public final class PekCertImportCommand extends BufferedCommand<PekCertImport> {
    public PekCertImportCommand() {
        super(CommandId.PEK_CERT_IMPORT, PekCertImport.CODEC);
    }

    @Override
    protected CommandResult execute(PekCertImport in, Platform platform) {
        Optional<Refused> refusal =
                checkState(platform).or(() -> checkLengths(in)).or(() -> checkAddresses(in, platform.memory()));
        if (refusal.isPresent()) {
            return refusal.get();
        }
        Bytes pek = platform.memory().read(in.pekCertAddress(), SevCertificate.SIZE);
        Bytes oca = platform.memory().read(in.ocaCertAddress(), SevCertificate.SIZE);
        Bytes own = platform.keys().certificates().pekBytes();
        refusal = checkCertificates(pek, oca, own);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        Optional<Bytes> joined = withCekSignature(SevCertificate.CODEC.decode(pek), SevCertificate.CODEC.decode(own));
        if (joined.isEmpty()) {
            return invalid(
                    "the imported PEK must have a free signature slot for the CEK's signature",
                    "both signature slots are in use");
        }
        return Refusals.stored(platform.keys().takeOwner(oca, joined.get()), Sources.PLATFORM);
    }

    private static Optional<Refused> checkState(Platform platform) {
        if (platform.state() != PlatformState.INIT) {
            return Optional.of(Refusals.platformState(platform, "INIT", Sources.PLATFORM));
        }
        if (platform.keys().ownership() == Ownership.EXTERNALLY_OWNED) {
            return Optional.of(Refused.of(
                    SevStatus.ALREADY_OWNED, "the platform must be self-owned", "externally owned", Sources.PLATFORM));
        }
        return Optional.empty();
    }

    private static Optional<Refused> checkLengths(PekCertImport in) {
        if (in.pekCertLength() != SevCertificate.SIZE) {
            return Optional.of(Refusals.length("PEK_CERT_LEN", "0x824", in.pekCertLength(), Sources.PLATFORM));
        }
        if (in.ocaCertLength() != SevCertificate.SIZE) {
            return Optional.of(Refusals.length("OCA_CERT_LEN", "0x824", in.ocaCertLength(), Sources.PLATFORM));
        }
        return Optional.empty();
    }

    private static Optional<Refused> checkAddresses(PekCertImport in, HostMemory memory) {
        Optional<AddressFault> fault = memory.copyFault(in.pekCertAddress(), SevCertificate.SIZE);
        if (fault.isPresent()) {
            return Optional.of(Refusals.address("PEK_CERT_PADDR", fault.get(), Sources.PLATFORM));
        }
        fault = memory.copyFault(in.ocaCertAddress(), SevCertificate.SIZE);
        return fault.map(found -> Refusals.address("OCA_CERT_PADDR", found, Sources.PLATFORM));
    }

    private static Optional<Refused> checkCertificates(Bytes pek, Bytes oca, Bytes own) {
        Optional<CertificateFault> fault = CertificateValidator.check(oca, oca);
        if (fault.isPresent()) {
            return Optional.of(Refusals.certificate("OCA certificate", fault.get(), Sources.PLATFORM));
        }
        fault = CertificateValidator.check(pek, oca);
        if (fault.isPresent()) {
            return Optional.of(Refusals.certificate("PEK certificate", fault.get(), Sources.PLATFORM));
        }
        if (!body(pek).equals(body(own))) {
            return Optional.of(invalid(
                    "the imported PEK must be this platform's current one, signatures aside",
                    "key field " + SevCertificate.CODEC.decode(pek).publicKey().slice(0, 16)));
        }
        return Optional.empty();
    }

    /** The imported PEK with the CEK's signature moved into its free slot; empty when there is no such slot. */
    private static Optional<Bytes> withCekSignature(SevCertificate imported, SevCertificate own) {
        boolean second = own.signature2Usage() == KeyUsage.CEK.code();
        KeyAlgorithm algorithm = KeyAlgorithm.ECDSA_SHA256;
        Bytes signature = second ? own.signature2() : own.signature1();
        int free = KeyUsage.INVALID.code();
        if (imported.signature2Usage() == free) {
            return Optional.of(
                    imported.withSignature2(KeyUsage.CEK, algorithm, signature).encode());
        }
        if (imported.signature1Usage() == free) {
            return Optional.of(
                    imported.withSignature1(KeyUsage.CEK, algorithm, signature).encode());
        }
        return Optional.empty();
    }

    private static Bytes body(Bytes certificate) {
        return certificate.slice(0, SevCertificate.BODY_SIZE);
    }

    private static Refused invalid(String rule, String found) {
        return Refused.of(SevStatus.INVALID_CERTIFICATE, rule, found, Sources.PLATFORM);
    }
}
