package dev.sevsim.host.ccp;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.PekCertImport;
import dev.sevsim.abi.uapi.SevDeviceCommand;
import dev.sevsim.abi.uapi.SevUserDataPekCertImport;
import dev.sevsim.host.kernel.KernelMemory;
import dev.sevsim.host.kernel.UserBlob;

/**
 * SEV_PEK_CERT_IMPORT: both certificates are copied before the platform is initialised.
 *
 * <p>Source: docs/reference/kvm-host.md section 1.5.
 */
final class PekCertImportOperation extends SevDeviceStructureOperation<SevUserDataPekCertImport> {
    PekCertImportOperation() {
        super(SevDeviceCommand.PEK_CERT_IMPORT, SevUserDataPekCertImport.CODEC, SevDeviceCall::requireWritable);
    }

    @Override
    void run(SevDeviceCall call, SevUserDataPekCertImport user) {
        KernelMemory kernel = call.driver().kernel();
        try (KernelMemory.Buffer pek =
                        UserBlob.copyIn(call.process(), kernel, user.pekCertAddress(), user.pekCertLength());
                KernelMemory.Buffer oca =
                        UserBlob.copyIn(call.process(), kernel, user.ocaCertAddress(), user.ocaCertLength())) {
            PekCertImport request = new PekCertImport(
                    pek.address().value(), user.pekCertLength(), oca.address().value(), user.ocaCertLength());
            call.onPlatform(
                    !call.driver().isCachedInit(),
                    () -> call.issue(CommandId.PEK_CERT_IMPORT, request.encode())
                            .requireSuccess());
        }
    }
}
