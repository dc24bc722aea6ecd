package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.ReceiveFinish;
import dev.sevsim.abi.uapi.KvmSevCommandId;

/**
 * KVM_SEV_RECEIVE_FINISH: ends the transfer at the receiver.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.7.
 */
final class SevReceiveFinishIoctl extends SevHandleIoctl {
    SevReceiveFinishIoctl() {
        super(KvmSevCommandId.RECEIVE_FINISH, CommandId.RECEIVE_FINISH, handle -> new ReceiveFinish(handle).encode());
    }
}
