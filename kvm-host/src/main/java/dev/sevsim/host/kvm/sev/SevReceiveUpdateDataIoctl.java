package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.Errno;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.ReceiveUpdate;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.abi.uapi.KvmSevReceiveUpdateData;
import dev.sevsim.host.kernel.ErrnoException;
import dev.sevsim.host.kernel.KernelMemory;

/**
 * KVM_SEV_RECEIVE_UPDATE_DATA: at most one page at a time; EINVAL, not ENOTTY, for a VM that is not initialised for
 * SEV.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.7.
 */
final class SevReceiveUpdateDataIoctl extends SevStructureIoctl<KvmSevReceiveUpdateData> {
    SevReceiveUpdateDataIoctl() {
        super(KvmSevCommandId.RECEIVE_UPDATE_DATA, KvmSevReceiveUpdateData.CODEC, SevVm::requireKind);
    }

    @Override
    void run(SevCall call, KvmSevReceiveUpdateData user) {
        if (user.headerAddress() == 0
                || user.headerLength() == 0
                || user.guestAddress() == 0
                || user.guestLength() == 0
                || user.transportAddress() == 0
                || user.transportLength() == 0) {
            throw new ErrnoException(Errno.EINVAL, "an address or a length is missing");
        }
        call.requireOnePage(user.guestAddress(), user.guestLength());
        try (KernelMemory.Buffer header = call.copyBlob(user.headerAddress(), user.headerLength());
                KernelMemory.Buffer transport = call.copyBlob(user.transportAddress(), user.transportLength());
                PinnedRange page = call.pin(user.guestAddress(), user.guestLength())) {
            ReceiveUpdate request = new ReceiveUpdate(
                    call.vm().handle(),
                    header.address().value(),
                    user.headerLength(),
                    call.withCBit(call.flushedRuns(page).get(0).address()),
                    user.guestLength(),
                    transport.address().value(),
                    user.transportLength());
            call.issue(CommandId.RECEIVE_UPDATE_DATA, request.encode()).requireSuccess();
        }
    }
}
