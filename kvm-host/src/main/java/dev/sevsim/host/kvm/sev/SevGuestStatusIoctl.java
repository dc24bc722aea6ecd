package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestStatus;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.abi.uapi.KvmSevGuestStatus;

/**
 * KVM_SEV_GUEST_STATUS: handle, policy and state; the ASID is not shown.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.7.
 */
final class SevGuestStatusIoctl extends SevIoctl {
    SevGuestStatusIoctl() {
        super(KvmSevCommandId.GUEST_STATUS, KvmSevGuestStatus.LAYOUT);
    }

    @Override
    public void run(SevCall call) {
        call.vm().requireActive();
        Bytes request = new GuestStatus(call.vm().handle(), 0, 0, 0).encode();
        GuestStatus status = GuestStatus.CODEC.decode(
                call.issue(CommandId.GUEST_STATUS, request).requireSuccess().buffer());
        call.copyOut(new KvmSevGuestStatus(status.handle(), status.policy(), status.state()).encode());
    }
}
