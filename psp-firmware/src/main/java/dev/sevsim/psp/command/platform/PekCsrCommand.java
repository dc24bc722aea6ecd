package dev.sevsim.psp.command.platform;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.KeyAlgorithm;
import dev.sevsim.abi.cert.KeyUsage;
import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.PekCsr;
import dev.sevsim.abi.firmware.PlatformState;
import dev.sevsim.psp.command.BufferedCommand;
import dev.sevsim.psp.command.CommandResult;
import dev.sevsim.psp.command.CommandResult.Completed;
import dev.sevsim.psp.command.Refusals;
import dev.sevsim.psp.command.WriteBack;
import dev.sevsim.psp.platform.AddressFault;
import dev.sevsim.psp.platform.Platform;
import java.util.Optional;

/**
 * PEK_CSR (0x06): writes the PEK certificate without signatures, for a platform owner to sign. INIT and WORKING.
 *
 * <p>Answers SUCCESS or, in the order of the checks:
 *
 * <ul>
 *   <li>INVALID_PLATFORM_STATE: the platform is in UNINIT
 *   <li>INVALID_LENGTH: CSR_LEN is less than 0x824
 *   <li>INVALID_PARAM, INVALID_ADDRESS: the range at CSR_PADDR cannot be copied
 * </ul>
 *
 * <p>Source: docs/reference/sev-firmware-api.md sections 4.0 and 4.1.
 */
final class PekCsrCommand extends BufferedCommand<PekCsr> {
    private static final String SOURCE = "docs/reference/sev-firmware-api.md section 4.1";

    PekCsrCommand() {
        super(CommandId.PEK_CSR, PekCsr.CODEC);
    }

    @Override
    public WriteBack writeBack() {
        return WriteBack.ON_SUCCESS_OR_SHORT_BUFFER;
    }

    @Override
    protected CommandResult execute(PekCsr in, Platform platform) {
        if (platform.state() == PlatformState.UNINIT) {
            return Refusals.platformState(platform, "INIT or WORKING", SOURCE);
        }
        Bytes answer = new PekCsr(in.csrAddress(), SevCertificate.SIZE).encode();
        if (Integer.compareUnsigned(in.csrLength(), SevCertificate.SIZE) < 0) {
            return Refusals.length("CSR_LEN", "at least 0x824", in.csrLength(), SOURCE)
                    .answering(answer);
        }
        Optional<AddressFault> fault = platform.memory().copyFault(in.csrAddress(), SevCertificate.SIZE);
        if (fault.isPresent()) {
            return Refusals.address("CSR_PADDR", fault.get(), SOURCE);
        }
        platform.memory()
                .write(
                        in.csrAddress(),
                        withoutSignatures(platform.keys().certificates().pek()));
        return new Completed(answer);
    }

    private static Bytes withoutSignatures(SevCertificate pek) {
        SevCertificate blank = SevCertificate.unsigned(
                pek.apiMajor(), pek.apiMinor(), KeyUsage.PEK, KeyAlgorithm.ECDSA_SHA256, pek.publicKey());
        return blank.encode();
    }
}
