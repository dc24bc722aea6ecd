package dev.sevsim.psp.command.platform;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.KeyAlgorithm;
import dev.sevsim.abi.cert.KeyUsage;
import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.PekCsr;
import dev.sevsim.psp.command.BufferedCommand;
import dev.sevsim.psp.command.Checks;
import dev.sevsim.psp.command.CommandResult;
import dev.sevsim.psp.command.CommandResult.Completed;
import dev.sevsim.psp.command.Sources;
import dev.sevsim.psp.command.WriteBack;
import dev.sevsim.psp.platform.Platform;

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
public final class PekCsrCommand extends BufferedCommand<PekCsr> {
    public PekCsrCommand() {
        super(CommandId.PEK_CSR, PekCsr.CODEC, WriteBack.ON_SUCCESS_OR_SHORT_BUFFER);
    }

    @Override
    protected CommandResult execute(PekCsr in, Platform platform) {
        Bytes answer = new PekCsr(in.csrAddress(), SevCertificate.SIZE).encode();
        return Checks.of(platform, Sources.PLATFORM)
                .initialised()
                .room("CSR_LEN", SevCertificate.SIZE, in.csrLength(), () -> answer)
                .copyable("CSR_PADDR", in.csrAddress(), SevCertificate.SIZE)
                .then(() -> {
                    SevCertificate pek = platform.keys().certificates().pek();
                    platform.memory().write(in.csrAddress(), withoutSignatures(pek));
                    return new Completed(answer);
                });
    }

    private static Bytes withoutSignatures(SevCertificate pek) {
        SevCertificate blank = SevCertificate.unsigned(
                pek.apiMajor(), pek.apiMinor(), KeyUsage.PEK, KeyAlgorithm.ECDSA_SHA256, pek.publicKey());
        return blank.encode();
    }
}
