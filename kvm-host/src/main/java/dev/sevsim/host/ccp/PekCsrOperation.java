package dev.sevsim.host.ccp;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.PekCsr;
import dev.sevsim.abi.uapi.SevDeviceCommand;
import dev.sevsim.abi.uapi.SevUserDataPekCsr;
import dev.sevsim.host.kernel.ErrnoException;
import dev.sevsim.host.kernel.KernelMemory;
import dev.sevsim.host.kernel.UserBlob;

/**
 * SEV_PEK_CSR: without address or length it queries the length.
 *
 * <p>The needed or written length is copied back also after a refusal of the firmware. Source:
 * docs/reference/kvm-host.md section 1.5.
 */
final class PekCsrOperation extends SevDeviceStructureOperation<SevUserDataPekCsr> {
    PekCsrOperation() {
        super(SevDeviceCommand.PEK_CSR, SevUserDataPekCsr.CODEC, SevDeviceCall::requireWritable);
    }

    @Override
    void run(SevDeviceCall call, SevUserDataPekCsr user) {
        if (user.address() == 0 || user.length() == 0) {
            onPlatform(call, () -> ask(call, user, new PekCsr(0, 0)));
            return;
        }
        if (Integer.compareUnsigned(user.length(), UserBlob.MAX_SIZE) > 0) {
            throw new ErrnoException(
                    Errno.EFAULT, Integer.toUnsignedString(user.length()) + " bytes, at most " + UserBlob.MAX_SIZE);
        }
        try (KernelMemory.Buffer csr = call.allocate(user.length())) {
            onPlatform(call, () -> {
                int written = ask(call, user, new PekCsr(csr.address().value(), user.length()));
                call.process().copyOut(user.address(), csr.read(written));
            });
        }
    }

    private static void onPlatform(SevDeviceCall call, Runnable work) {
        call.onPlatform(!call.driver().isInitialised(), work);
    }

    private static int ask(SevDeviceCall call, SevUserDataPekCsr user, PekCsr request) {
        FirmwareReply reply = call.issue(CommandId.PEK_CSR, request.encode());
        PekCsr answer = PekCsr.CODEC.decode(reply.buffer());
        Bytes lengths = new SevUserDataPekCsr(user.address(), answer.csrLength()).encode();
        call.copyOut(lengths);
        reply.requireSuccess();
        return answer.csrLength();
    }
}
