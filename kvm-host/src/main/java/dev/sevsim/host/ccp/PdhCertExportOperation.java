package dev.sevsim.host.ccp;

import dev.sevsim.abi.Errno;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.PdhCertExport;
import dev.sevsim.abi.uapi.SevDeviceCommand;
import dev.sevsim.abi.uapi.SevUserDataPdhCertExport;
import dev.sevsim.host.kernel.ErrnoException;
import dev.sevsim.host.kernel.KernelMemory;
import dev.sevsim.host.kernel.UserBlob;
import dev.sevsim.host.profile.KernelProfile;
import java.util.function.Consumer;

/**
 * SEV_PDH_CERT_EXPORT: an empty field makes it a query of the lengths.
 *
 * <p>The needed or written lengths are copied back also after a refusal of the firmware. Linux 6.1 initialises the
 * platform before it reads the argument, the newest kernel after it has checked the buffers. Source:
 * docs/reference/kvm-host.md section 1.5.
 */
final class PdhCertExportOperation extends SevDeviceOperation {
    PdhCertExportOperation() {
        super(SevDeviceCommand.PDH_CERT_EXPORT, SevUserDataPdhCertExport.LAYOUT);
    }

    @Override
    public void run(SevDeviceCall call) {
        boolean down = !call.driver().isCachedInit();
        if (call.kernel() == KernelProfile.NEWEST) {
            export(call, work -> {
                if (down) {
                    call.requireWritable();
                }
                call.onPlatform(down, work);
            });
            return;
        }
        if (down) {
            call.requireWritable();
        }
        call.onPlatform(down, () -> export(call, Runnable::run));
    }

    /** Reads the argument and runs the firmware commands through {@code platform}. */
    private static void export(SevDeviceCall call, Consumer<Runnable> platform) {
        SevUserDataPdhCertExport user =
                SevUserDataPdhCertExport.CODEC.decode(call.copyIn(SevUserDataPdhCertExport.SIZE));
        if (isQuery(call.kernel(), user)) {
            platform.accept(() ->
                    finish(call, user, call.issue(CommandId.PDH_CERT_EXPORT, new PdhCertExport(0, 0, 0, 0).encode())));
            return;
        }
        requireLength(user.pdhCertLength());
        requireLength(user.certChainLength());
        try (KernelMemory.Buffer pdh = call.allocate(user.pdhCertLength());
                KernelMemory.Buffer chain = call.allocate(Math.max(1, user.certChainLength()))) {
            PdhCertExport request = new PdhCertExport(
                    pdh.address().value(), user.pdhCertLength(), chain.address().value(), user.certChainLength());
            platform.accept(() -> {
                PdhCertExport answer = finish(call, user, call.issue(CommandId.PDH_CERT_EXPORT, request.encode()));
                call.process().copyOut(user.pdhCertAddress(), pdh.read(answer.pdhCertLength()));
                call.process().copyOut(user.certChainAddress(), chain.read(answer.certsLength()));
            });
        }
    }

    /** The newest kernel ignores the length of the chain. */
    private static boolean isQuery(KernelProfile kernel, SevUserDataPdhCertExport user) {
        return user.pdhCertAddress() == 0
                || user.pdhCertLength() == 0
                || user.certChainAddress() == 0
                || (kernel != KernelProfile.NEWEST && user.certChainLength() == 0);
    }

    private static PdhCertExport finish(SevDeviceCall call, SevUserDataPdhCertExport user, FirmwareReply reply) {
        PdhCertExport answer = PdhCertExport.CODEC.decode(reply.buffer());
        call.copyOut(new SevUserDataPdhCertExport(
                        user.pdhCertAddress(), answer.pdhCertLength(), user.certChainAddress(), answer.certsLength())
                .encode());
        reply.requireSuccess();
        return answer;
    }

    /** EFAULT, not EINVAL, for a buffer that is too long. */
    private static void requireLength(int length) {
        if (Integer.compareUnsigned(length, UserBlob.MAX_SIZE) > 0) {
            throw new ErrnoException(
                    Errno.EFAULT, Integer.toUnsignedString(length) + " bytes, at most " + UserBlob.MAX_SIZE);
        }
    }
}
