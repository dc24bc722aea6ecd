package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.Errno;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.SendStart;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.abi.uapi.KvmSevSendStart;
import dev.sevsim.host.ccp.FirmwareReply;
import dev.sevsim.host.kernel.ErrnoException;
import dev.sevsim.host.kernel.KernelMemory;
import dev.sevsim.host.kernel.UserBlob;
import java.util.Map;

/**
 * KVM_SEV_SEND_START: a session length of 0 queries the length. Otherwise policy and length are written back also after
 * a refusal of the firmware, the session only after a success.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.7.
 */
final class SevSendStartIoctl extends SevStructureIoctl<KvmSevSendStart> {
    SevSendStartIoctl() {
        super(KvmSevCommandId.SEND_START, KvmSevSendStart.CODEC);
    }

    @Override
    void run(SevCall call, KvmSevSendStart user) {
        if (user.sessionLength() == 0) {
            FirmwareReply reply = call.issue(
                    CommandId.SEND_START, new SendStart(call.vm().handle(), 0, 0, 0, 0, 0, 0, 0, 0, 0).encode());
            SendStart answer = SendStart.CODEC.decode(reply.buffer());
            call.writeBack(Map.of("session_len", answer.sessionLength()));
            reply.requireSuccess();
            return;
        }
        if (user.pdhCertAddress() == 0
                || user.pdhCertLength() == 0
                || user.sessionAddress() == 0
                || Integer.compareUnsigned(user.sessionLength(), UserBlob.MAX_SIZE) > 0) {
            throw new ErrnoException(Errno.EINVAL, "PDH certificate or session is missing, or the session too long");
        }
        start(call, user);
    }

    private static void start(SevCall call, KvmSevSendStart user) {
        try (KernelMemory.Buffer session = call.kernel().allocate(user.sessionLength());
                KernelMemory.Buffer pdh = call.copyBlob(user.pdhCertAddress(), user.pdhCertLength());
                KernelMemory.Buffer platform = call.copyBlob(user.platformCertsAddress(), user.platformCertsLength());
                KernelMemory.Buffer amd = call.copyBlob(user.amdCertsAddress(), user.amdCertsLength())) {
            SendStart request = new SendStart(
                    call.vm().handle(),
                    0,
                    pdh.address().value(),
                    user.pdhCertLength(),
                    platform.address().value(),
                    user.platformCertsLength(),
                    amd.address().value(),
                    user.amdCertsLength(),
                    session.address().value(),
                    user.sessionLength());
            FirmwareReply reply = call.issue(CommandId.SEND_START, request.encode());
            if (reply.succeeded()) {
                call.process().copyOut(user.sessionAddress(), session.read(user.sessionLength()));
            }
            SendStart answer = SendStart.CODEC.decode(reply.buffer());
            call.writeBack(Map.of("policy", answer.policy(), "session_len", answer.sessionLength()));
            reply.requireSuccess();
        }
    }
}
