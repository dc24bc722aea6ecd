package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.ReceiveFinish;
import dev.sevsim.abi.layout.StructLayout;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import java.util.Optional;

/**
 * KVM_SEV_RECEIVE_FINISH: ends the transfer at the receiver; the structure pointer is ignored.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.7.
 */
final class SevReceiveFinishIoctl implements SevIoctl {
    @Override
    public KvmSevCommandId id() {
        return KvmSevCommandId.RECEIVE_FINISH;
    }

    @Override
    public Optional<StructLayout> structure() {
        return Optional.empty();
    }

    @Override
    public void run(SevCall call) {
        call.vm().requireActive();
        call.issue(CommandId.RECEIVE_FINISH, new ReceiveFinish(call.vm().handle()).encode())
                .requireSuccess();
    }
}
