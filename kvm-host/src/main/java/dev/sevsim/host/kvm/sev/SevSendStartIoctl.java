package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.SendStart;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.abi.uapi.KvmSevSendStart;
import dev.sevsim.host.ccp.FirmwareReply;
import dev.sevsim.host.process.ErrnoException;
import dev.sevsim.host.process.KernelMemory;
import dev.sevsim.host.process.StructFields;
import dev.sevsim.host.process.UserBlob;

/**
 * KVM_SEV_SEND_START: a session length of 0 asks for the length; else policy and length come back whatever the firmware
 * said, the session itself only after a success.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.7.
 */
final class SevSendStartIoctl extends SevIoctl {
    SevSendStartIoctl() {
        super(KvmSevCommandId.SEND_START, KvmSevSendStart.LAYOUT);
    }

    @Override
    void run(SevCall call) {
        call.vm().requireActive();
        Bytes raw = call.copyIn(KvmSevSendStart.SIZE);
        KvmSevSendStart user = KvmSevSendStart.decode(raw);
        if (user.sessionLength() == 0) {
            FirmwareReply reply = call.issue(CommandId.SEND_START, request(call, 0, 0, 0, 0, 0, 0, 0, 0));
            SendStart answer = SendStart.decode(reply.buffer());
            call.copyOut(StructFields.withU32(KvmSevSendStart.LAYOUT, raw, "session_len", answer.sessionLength()));
            reply.requireSuccess();
            return;
        }
        if (user.pdhCertAddress() == 0
                || user.pdhCertLength() == 0
                || user.sessionAddress() == 0
                || Integer.compareUnsigned(user.sessionLength(), UserBlob.MAX_SIZE) > 0) {
            throw new ErrnoException(Errno.EINVAL, "PDH certificate or session is missing, or the session too long");
        }
        start(call, raw, user);
    }

    private static void start(SevCall call, Bytes raw, KvmSevSendStart user) {
        try (KernelMemory.Buffer session = call.kernel().allocate(user.sessionLength());
                KernelMemory.Buffer pdh = call.copyBlob(user.pdhCertAddress(), user.pdhCertLength());
                KernelMemory.Buffer platform = call.copyBlob(user.platformCertsAddress(), user.platformCertsLength());
                KernelMemory.Buffer amd = call.copyBlob(user.amdCertsAddress(), user.amdCertsLength())) {
            FirmwareReply reply = call.issue(
                    CommandId.SEND_START,
                    request(
                            call,
                            pdh.address().value(),
                            user.pdhCertLength(),
                            platform.address().value(),
                            user.platformCertsLength(),
                            amd.address().value(),
                            user.amdCertsLength(),
                            session.address().value(),
                            user.sessionLength()));
            if (reply.succeeded()) {
                call.process().copyOut(user.sessionAddress(), session.read(user.sessionLength()));
            }
            SendStart answer = SendStart.decode(reply.buffer());
            Bytes changed = StructFields.withU32(KvmSevSendStart.LAYOUT, raw, "policy", answer.policy());
            call.copyOut(StructFields.withU32(KvmSevSendStart.LAYOUT, changed, "session_len", answer.sessionLength()));
            reply.requireSuccess();
        }
    }

    private static Bytes request(
            SevCall call,
            long pdh,
            int pdhLength,
            long platform,
            int platformLength,
            long amd,
            int amdLength,
            long session,
            int sessionLength) {
        return new SendStart(
                        call.vm().handle(),
                        0,
                        pdh,
                        pdhLength,
                        platform,
                        platformLength,
                        amd,
                        amdLength,
                        session,
                        sessionLength)
                .encode();
    }
}
