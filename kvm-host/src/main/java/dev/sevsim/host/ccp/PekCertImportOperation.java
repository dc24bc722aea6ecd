package dev.sevsim.host.ccp;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.PekCertImport;
import dev.sevsim.abi.layout.StructLayout;
import dev.sevsim.abi.uapi.SevDeviceCommand;
import dev.sevsim.abi.uapi.SevUserDataPekCertImport;
import dev.sevsim.host.process.KernelMemory;
import dev.sevsim.host.process.UserBlob;
import java.util.Optional;

/**
 * SEV_PEK_CERT_IMPORT: both certificates are copied before the platform is brought up.
 *
 * <p>Source: docs/reference/kvm-host.md section 1.5.
 */
final class PekCertImportOperation implements SevDeviceOperation {
    @Override
    public SevDeviceCommand id() {
        return SevDeviceCommand.PEK_CERT_IMPORT;
    }

    @Override
    public Optional<StructLayout> structure() {
        return Optional.of(SevUserDataPekCertImport.LAYOUT);
    }

    @Override
    public void run(SevDeviceCall call) {
        call.requireWritable();
        SevUserDataPekCertImport user = SevUserDataPekCertImport.decode(call.copyIn(SevUserDataPekCertImport.SIZE));
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
