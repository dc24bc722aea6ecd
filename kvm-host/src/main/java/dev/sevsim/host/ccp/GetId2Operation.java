package dev.sevsim.host.ccp;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GetId;
import dev.sevsim.abi.uapi.SevDeviceCommand;
import dev.sevsim.abi.uapi.SevUserDataGetId2;
import dev.sevsim.host.kernel.KernelMemory;

/**
 * SEV_GET_ID2: without address or length it queries the length; only the allocator limits the length.
 *
 * <p>Source: docs/reference/kvm-host.md section 1.5.
 */
final class GetId2Operation extends SevDeviceStructureOperation<SevUserDataGetId2> {
    GetId2Operation() {
        super(SevDeviceCommand.GET_ID2, SevUserDataGetId2.CODEC, SevDeviceCall::requireGetId);
    }

    @Override
    void run(SevDeviceCall call, SevUserDataGetId2 user) {
        if (user.address() == 0 || user.length() == 0) {
            ask(call, user, new GetId(0, 0));
            return;
        }
        try (KernelMemory.Buffer ids = call.allocateUncapped(user.length())) {
            int written = ask(call, user, new GetId(ids.address().value(), user.length()));
            call.process().copyOut(user.address(), ids.read(written));
        }
    }

    private static int ask(SevDeviceCall call, SevUserDataGetId2 user, GetId request) {
        FirmwareReply reply = call.issue(CommandId.GET_ID, request.encode());
        int length = GetId.CODEC.decode(reply.buffer()).idLength();
        call.copyOut(new SevUserDataGetId2(user.address(), length).encode());
        reply.requireSuccess();
        return length;
    }
}
