package dev.sevsim.host.ccp;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GetId;
import dev.sevsim.abi.uapi.SevDeviceCommand;
import dev.sevsim.host.kernel.KernelMemory;

/**
 * SEV_GET_ID, deprecated: requests the ids of two sockets and copies as many bytes as the firmware wrote.
 *
 * <p>Source: docs/reference/kvm-host.md section 1.5.
 */
final class GetIdOperation extends SevDeviceOperation {
    private static final int TWO_SOCKETS = 0x80;

    GetIdOperation() {
        super(SevDeviceCommand.GET_ID);
    }

    @Override
    public void run(SevDeviceCall call) {
        call.requireGetId();
        try (KernelMemory.Buffer ids = call.allocate(TWO_SOCKETS)) {
            FirmwareReply reply =
                    call.issue(CommandId.GET_ID, new GetId(ids.address().value(), TWO_SOCKETS).encode());
            int written = GetId.CODEC.decode(reply.requireSuccess().buffer()).idLength();
            call.copyOut(ids.read(written));
        }
    }
}
