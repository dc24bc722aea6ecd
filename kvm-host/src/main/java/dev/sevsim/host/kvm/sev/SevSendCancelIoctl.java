package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.SendCancel;
import dev.sevsim.abi.uapi.KvmSevCommandId;

/**
 * KVM_SEV_SEND_CANCEL: cancels a transfer; the guest can run here again.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.7.
 */
final class SevSendCancelIoctl extends SevHandleIoctl {
    SevSendCancelIoctl() {
        super(KvmSevCommandId.SEND_CANCEL, CommandId.SEND_CANCEL, handle -> new SendCancel(handle).encode());
    }
}
