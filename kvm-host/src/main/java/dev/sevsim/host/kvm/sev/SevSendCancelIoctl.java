package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.SendCancel;
import dev.sevsim.abi.layout.StructLayout;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import java.util.Optional;

/**
 * KVM_SEV_SEND_CANCEL: gives a transfer up and lets the guest run here again; the structure pointer is ignored.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.7.
 */
final class SevSendCancelIoctl implements SevIoctl {
    @Override
    public KvmSevCommandId id() {
        return KvmSevCommandId.SEND_CANCEL;
    }

    @Override
    public Optional<StructLayout> structure() {
        return Optional.empty();
    }

    @Override
    public void run(SevCall call) {
        call.vm().requireActive();
        call.issue(CommandId.SEND_CANCEL, new SendCancel(call.vm().handle()).encode())
                .requireSuccess();
    }
}
