package dev.sevsim.psp.command.platform;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.PdhCertExport;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.psp.command.BufferedCommand;
import dev.sevsim.psp.command.Checks;
import dev.sevsim.psp.command.CommandResult;
import dev.sevsim.psp.command.CommandResult.Completed;
import dev.sevsim.psp.command.CommandResult.Refused;
import dev.sevsim.psp.command.Sources;
import dev.sevsim.psp.command.WriteBack;
import dev.sevsim.psp.platform.HostMemory;
import dev.sevsim.psp.platform.Platform;

/**
 * PDH_CERT_EXPORT (0x08): writes the PDH certificate, and PEK, OCA and CEK. INIT and WORKING.
 *
 * <p>Both lengths are checked together, and a short one is answered with both that are needed. Both addresses are checked
 * before anything is written: our choice.
 *
 * <p>Answers SUCCESS or, in the order of the checks:
 *
 * <ul>
 *   <li>INVALID_PLATFORM_STATE: the platform is in UNINIT
 *   <li>INVALID_LENGTH: PDH_CERT_LEN is less than 0x824 or CERTS_LEN less than 0x186C
 *   <li>INVALID_PARAM, INVALID_ADDRESS: the range at PDH_CERT_PADDR or CERTS_PADDR cannot be copied
 * </ul>
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.1.
 */
public final class PdhCertExportCommand extends BufferedCommand<PdhCertExport> {
    private static final int CHAIN_SIZE = 3 * SevCertificate.SIZE;

    public PdhCertExportCommand() {
        super(CommandId.PDH_CERT_EXPORT, PdhCertExport.CODEC, WriteBack.ON_SUCCESS_OR_SHORT_BUFFER);
    }

    @Override
    protected CommandResult execute(PdhCertExport in, Platform platform) {
        return Checks.of(platform, Sources.PLATFORM)
                .initialised()
                .reject(
                        isShort(in.pdhCertLength(), SevCertificate.SIZE) || isShort(in.certsLength(), CHAIN_SIZE),
                        () -> tooShort(in))
                .copyable("PDH_CERT_PADDR", in.pdhCertAddress(), SevCertificate.SIZE)
                .copyable("CERTS_PADDR", in.certsAddress(), CHAIN_SIZE)
                .then(() -> perform(in, platform));
    }

    private static Refused tooShort(PdhCertExport in) {
        return Refused.of(
                        SevStatus.INVALID_LENGTH,
                        "PDH_CERT_LEN must be at least 0x824 and CERTS_LEN at least 0x186c",
                        "PDH_CERT_LEN 0x" + Integer.toHexString(in.pdhCertLength()) + ", CERTS_LEN 0x"
                                + Integer.toHexString(in.certsLength()),
                        Sources.PLATFORM)
                .answering(withExactLengths(in));
    }

    private static CommandResult perform(PdhCertExport in, Platform platform) {
        HostMemory memory = platform.memory();
        memory.write(in.pdhCertAddress(), platform.keys().certificates().pdhBytes());
        memory.write(in.certsAddress(), platform.keys().certificateChain());
        return new Completed(withExactLengths(in));
    }

    private static boolean isShort(int length, int needed) {
        return Integer.compareUnsigned(length, needed) < 0;
    }

    private static Bytes withExactLengths(PdhCertExport in) {
        return new PdhCertExport(in.pdhCertAddress(), SevCertificate.SIZE, in.certsAddress(), CHAIN_SIZE).encode();
    }
}
