package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.SendFinish;
import dev.sevsim.abi.uapi.KvmSevCommandId;

/**
 * KVM_SEV_SEND_FINISH: ends the transfer at the sender.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.7.
 */
final class SevSendFinishIoctl extends SevHandleIoctl {
    SevSendFinishIoctl() {
        super(KvmSevCommandId.SEND_FINISH, CommandId.SEND_FINISH, handle -> new SendFinish(handle).encode());
    }
}
