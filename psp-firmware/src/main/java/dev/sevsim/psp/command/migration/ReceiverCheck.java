package dev.sevsim.psp.command.migration;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.abi.firmware.SendStart;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.psp.cert.AmdChainValidator;
import dev.sevsim.psp.cert.CertificateFault;
import dev.sevsim.psp.cert.CertificateValidator;
import dev.sevsim.psp.command.CommandResult.Refused;
import dev.sevsim.psp.command.Refusals;
import dev.sevsim.psp.command.session.DhCertificateCheck;
import dev.sevsim.psp.platform.AddressFault;
import dev.sevsim.psp.platform.HostMemory;
import dev.sevsim.psp.platform.Platform;
import java.util.Optional;

/**
 * Whether a guest's policy lets it go to the platform whose certificates SEND_START was given.
 *
 * <p>With DOMAIN alone the lengths of platform certificates and PDH are checked first, and everything is copied once the
 * lengths are right: our choices.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.4, SEND_START steps 6 to 11, and section 6.6.
 *
 * @param in the command buffer
 * @param policy of the guest
 * @param source cited in a refusal
 */
record ReceiverCheck(SendStart in, GuestPolicy policy, Platform platform, String source) {
    private static final int PLATFORM_CERTS_SIZE = 3 * SevCertificate.SIZE;
    private static final int AMD_CERTS_2048 = 0x680;
    private static final int AMD_CERTS_4096 = 0xC80;

    /** Lengths, then addresses, of all that the policy needs. */
    Optional<Refused> checkPlaces() {
        return checkLengths().or(this::checkAddresses);
    }

    /** The certificates themselves, once {@link #checkPlaces} has passed; {@code pdh} is the receiver's, already copied. */
    Optional<Refused> checkCertificates(Bytes pdh) {
        return checkAmdPlatform(pdh)
                .or(() -> checkDomain(pdh))
                .or(() -> DhCertificateCheck.check(SevCertificate.CODEC.decode(pdh), source));
    }

    private boolean needsPlatformCerts() {
        return policy.sevOnly() || policy.domain();
    }

    private Optional<Refused> checkLengths() {
        if (needsPlatformCerts() && in.platformCertsLength() != PLATFORM_CERTS_SIZE) {
            return Optional.of(Refusals.length("PLAT_CERTS_LEN", "0x186c", in.platformCertsLength(), source));
        }
        if (in.pdhCertLength() != SevCertificate.SIZE) {
            return Optional.of(Refusals.length("PDH_CERT_LEN", "0x824", in.pdhCertLength(), source));
        }
        if (policy.sevOnly() && in.amdCertsLength() != AMD_CERTS_2048 && in.amdCertsLength() != AMD_CERTS_4096) {
            return Optional.of(Refusals.length("AMD_CERTS_LEN", "0x680 or 0xc80", in.amdCertsLength(), source));
        }
        return Optional.empty();
    }

    private Optional<Refused> checkAddresses() {
        HostMemory memory = platform.memory();
        Optional<AddressFault> fault = memory.copyFault(in.pdhCertAddress(), SevCertificate.SIZE);
        if (fault.isPresent()) {
            return Optional.of(Refusals.address("PDH_CERT_PADDR", fault.get(), source));
        }
        if (needsPlatformCerts()) {
            fault = memory.copyFault(in.platformCertsAddress(), PLATFORM_CERTS_SIZE);
            if (fault.isPresent()) {
                return Optional.of(Refusals.address("PLAT_CERTS_PADDR", fault.get(), source));
            }
        }
        if (policy.sevOnly()) {
            fault = memory.copyFault(in.amdCertsAddress(), in.amdCertsLength());
            if (fault.isPresent()) {
                return Optional.of(Refusals.address("AMD_CERTS_PADDR", fault.get(), source));
            }
        }
        return Optional.empty();
    }

    /** POLICY.SEV: the whole chain, and the version that the receiver's PEK certificate shows. */
    private Optional<Refused> checkAmdPlatform(Bytes pdh) {
        if (!policy.sevOnly()) {
            return Optional.empty();
        }
        Bytes amd = platform.memory().read(in.amdCertsAddress(), in.amdCertsLength());
        Bytes ask = amd.slice(0, amd.length() / 2);
        Bytes ark = amd.from(amd.length() / 2);
        Bytes pek = platformCertificate(0);
        Bytes cek = platformCertificate(2);
        Optional<CertificateFault> fault = new AmdChainValidator(
                        platform.keys().fuses().root())
                .check(cek, ask, ark)
                .or(() -> CertificateValidator.check(pek, cek))
                .or(() -> CertificateValidator.check(pdh, pek));
        if (fault.isPresent()) {
            return fault.map(this::refused);
        }
        SevCertificate shown = SevCertificate.CODEC.decode(pek);
        ApiVersion version = new ApiVersion(shown.apiMajor(), shown.apiMinor());
        return version.isAtLeast(policy.minimumVersion())
                ? Optional.empty()
                : Optional.of(Refused.of(
                        SevStatus.POLICY_FAILURE,
                        "the receiver's firmware must be at least " + policy.minimumVersion(),
                        "PEK certificate of API " + version,
                        source));
    }

    /** POLICY.DOMAIN: the owner's chain, and the owner is ours. */
    private Optional<Refused> checkDomain(Bytes pdh) {
        if (!policy.domain()) {
            return Optional.empty();
        }
        Bytes pek = platformCertificate(0);
        Bytes oca = platformCertificate(1);
        Optional<CertificateFault> fault = CertificateValidator.check(oca, oca)
                .or(() -> CertificateValidator.check(pek, oca))
                .or(() -> CertificateValidator.check(pdh, pek));
        if (fault.isPresent()) {
            return fault.map(this::refused);
        }
        Bytes own = certificate(platform.keys().certificateChain(), 1);
        return oca.equals(own)
                ? Optional.empty()
                : Optional.of(Refused.of(
                        SevStatus.POLICY_FAILURE,
                        "the receiver's OCA certificate must be ours, as the policy has DOMAIN",
                        "another OCA certificate",
                        source));
    }

    /** 0 PEK, 1 OCA, 2 CEK. */
    private Bytes platformCertificate(int index) {
        return certificate(platform.memory().read(in.platformCertsAddress(), PLATFORM_CERTS_SIZE), index);
    }

    private static Bytes certificate(Bytes chain, int index) {
        return chain.slice(index * SevCertificate.SIZE, (index + 1) * SevCertificate.SIZE);
    }

    private Refused refused(CertificateFault fault) {
        return Refused.of(fault.status(), fault.rule(), fault.found(), source);
    }
}
