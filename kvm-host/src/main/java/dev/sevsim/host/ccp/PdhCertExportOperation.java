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
 * SEV_PDH_CERT_EXPORT: any empty field makes it a question for the lengths.
 *
 * <p>The needed or written lengths are copied back whatever the firmware said. Where the platform is down, 6.1 brings it
 * up before it reads the argument, the newest kernel when the buffers are checked. Source: docs/reference/kvm-host.md
 * section 1.5.
 */
final class PdhCertExportOperation extends SevDeviceOperation {
    PdhCertExportOperation() {
        super(SevDeviceCommand.PDH_CERT_EXPORT, SevUserDataPdhCertExport.LAYOUT);
    }

    @Override
    void run(SevDeviceCall call) {
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

    /** Reads the arguments, then has {@code platform} do what needs the firmware. */
    private static void export(SevDeviceCall call, Consumer<Runnable> platform) {
        SevUserDataPdhCertExport user = SevUserDataPdhCertExport.decode(call.copyIn(SevUserDataPdhCertExport.SIZE));
        if (isQuestion(call.kernel(), user)) {
            platform.accept(() ->
                    finish(call, user, call.issue(CommandId.PDH_CERT_EXPORT, new PdhCertExport(0, 0, 0, 0).encode())));
            return;
        }
        refuseLong(user.pdhCertLength());
        refuseLong(user.certChainLength());
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

    /** The newest kernel does not look at the chain's length. */
    private static boolean isQuestion(KernelProfile kernel, SevUserDataPdhCertExport user) {
        return user.pdhCertAddress() == 0
                || user.pdhCertLength() == 0
                || user.certChainAddress() == 0
                || (kernel != KernelProfile.NEWEST && user.certChainLength() == 0);
    }

    private static PdhCertExport finish(SevDeviceCall call, SevUserDataPdhCertExport user, FirmwareReply reply) {
        PdhCertExport answer = PdhCertExport.decode(reply.buffer());
        call.copyOut(new SevUserDataPdhCertExport(
                        user.pdhCertAddress(), answer.pdhCertLength(), user.certChainAddress(), answer.certsLength())
                .encode());
        reply.requireSuccess();
        return answer;
    }

    /** A user buffer too long for the firmware counts as one that cannot be reached, not as a bad argument. */
    private static void refuseLong(int length) {
        if (Integer.compareUnsigned(length, UserBlob.MAX_SIZE) > 0) {
            throw new ErrnoException(
                    Errno.EFAULT, Integer.toUnsignedString(length) + " bytes, at most " + UserBlob.MAX_SIZE);
        }
    }
}
