package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.ReceiveStart;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.abi.uapi.KvmSevReceiveStart;
import dev.sevsim.host.kernel.ErrnoException;
import dev.sevsim.host.kernel.KernelMemory;

/**
 * KVM_SEV_RECEIVE_START: makes a guest context from a sender's session; both blobs are mandatory.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.7.
 */
final class SevReceiveStartIoctl extends SevStructureIoctl<KvmSevReceiveStart> {
    SevReceiveStartIoctl() {
        super(KvmSevCommandId.RECEIVE_START, KvmSevReceiveStart.CODEC);
    }

    @Override
    void run(SevCall call, KvmSevReceiveStart user) {
        if (user.pdhAddress() == 0
                || user.pdhLength() == 0
                || user.sessionAddress() == 0
                || user.sessionLength() == 0) {
            throw new ErrnoException(Errno.EINVAL, "PDH certificate or session is missing");
        }
        int handle;
        try (KernelMemory.Buffer pdh = call.copyBlob(user.pdhAddress(), user.pdhLength());
                KernelMemory.Buffer session = call.copyBlob(user.sessionAddress(), user.sessionLength())) {
            ReceiveStart request = new ReceiveStart(
                    user.handle(),
                    user.policy(),
                    pdh.address().value(),
                    user.pdhLength(),
                    session.address().value(),
                    user.sessionLength());
            Bytes answer = call.issueThroughHeader(CommandId.RECEIVE_START, request.encode())
                    .requireSuccess()
                    .buffer();
            handle = ReceiveStart.CODEC.decode(answer).handle();
        }
        ContextBinding.bind(call, handle);
    }
}
