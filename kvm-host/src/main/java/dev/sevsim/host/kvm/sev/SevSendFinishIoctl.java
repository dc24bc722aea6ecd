package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.SendFinish;
import dev.sevsim.abi.layout.StructLayout;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import java.util.Optional;

/**
 * KVM_SEV_SEND_FINISH: ends the transfer at the sender; the structure pointer is ignored.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.7.
 */
final class SevSendFinishIoctl implements SevIoctl {
    @Override
    public KvmSevCommandId id() {
        return KvmSevCommandId.SEND_FINISH;
    }

    @Override
    public Optional<StructLayout> structure() {
        return Optional.empty();
    }

    @Override
    public void run(SevCall call) {
        call.vm().requireActive();
        call.issue(CommandId.SEND_FINISH, new SendFinish(call.vm().handle()).encode())
                .requireSuccess();
    }
}
