package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.SendCancel;
import dev.sevsim.abi.uapi.KvmSevCommandId;

/**
 * KVM_SEV_SEND_CANCEL: gives a transfer up and lets the guest run here again; the structure pointer is ignored.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.7.
 */
final class SevSendCancelIoctl extends SevHandleIoctl {
    SevSendCancelIoctl() {
        super(KvmSevCommandId.SEND_CANCEL, CommandId.SEND_CANCEL, handle -> new SendCancel(handle).encode());
    }
}
