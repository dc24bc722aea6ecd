package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.Errno;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.SendUpdate;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.abi.uapi.KvmSevSendUpdateData;
import dev.sevsim.host.ccp.FirmwareReply;
import dev.sevsim.host.kernel.ErrnoException;
import dev.sevsim.host.kernel.KernelMemory;
import java.util.Map;

/**
 * KVM_SEV_SEND_UPDATE_DATA: at most one page at a time; a length of 0 queries both lengths.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.7.
 */
final class SevSendUpdateDataIoctl extends SevStructureIoctl<KvmSevSendUpdateData> {
    SevSendUpdateDataIoctl() {
        super(KvmSevCommandId.SEND_UPDATE_DATA, KvmSevSendUpdateData.CODEC);
    }

    @Override
    void run(SevCall call, KvmSevSendUpdateData user) {
        if (user.transportLength() == 0 || user.headerLength() == 0) {
            query(call);
            return;
        }
        if (user.transportAddress() == 0
                || user.guestAddress() == 0
                || user.guestLength() == 0
                || user.headerAddress() == 0) {
            throw new ErrnoException(Errno.EINVAL, "an address or the guest length is missing");
        }
        call.requireOnePage(user.guestAddress(), user.guestLength());
        // Pinned for reading and not flushed: the firmware reads the guest's page through the C-bit.
        try (PinnedRange page = call.pin(user.guestAddress(), user.guestLength(), PinnedRange.Access.READ);
                KernelMemory.Buffer header = call.allocate(user.headerLength());
                KernelMemory.Buffer transport = call.allocate(user.transportLength())) {
            SendUpdate request = new SendUpdate(
                    call.vm().handle(),
                    header.address().value(),
                    user.headerLength(),
                    call.withCBit(page.runs().get(0).address()),
                    user.guestLength(),
                    transport.address().value(),
                    user.transportLength());
            call.issue(CommandId.SEND_UPDATE_DATA, request.encode()).requireSuccess();
            // The packet before its header: a caller that gets EFAULT for the header has the packet already.
            call.process().copyOut(user.transportAddress(), transport.read(user.transportLength()));
            call.process().copyOut(user.headerAddress(), header.read(user.headerLength()));
        }
    }

    /** The firmware refuses with both lengths in the buffer; they are copied back before the failure is returned. */
    private static void query(SevCall call) {
        SendUpdate request = new SendUpdate(call.vm().handle(), 0, 0, 0, 0, 0, 0);
        FirmwareReply reply = call.issue(CommandId.SEND_UPDATE_DATA, request.encode());
        SendUpdate answer = SendUpdate.CODEC.decode(reply.buffer());
        call.writeBack(Map.of("hdr_len", answer.headerLength(), "trans_len", answer.transportLength()));
        reply.requireSuccess();
    }
}
