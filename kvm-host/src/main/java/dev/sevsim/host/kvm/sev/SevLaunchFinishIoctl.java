package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.LaunchFinish;
import dev.sevsim.abi.layout.StructLayout;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import java.util.Optional;

/**
 * KVM_SEV_LAUNCH_FINISH: the structure pointer is ignored and the state is the firmware's business.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.7.
 */
final class SevLaunchFinishIoctl implements SevIoctl {
    @Override
    public KvmSevCommandId id() {
        return KvmSevCommandId.LAUNCH_FINISH;
    }

    @Override
    public Optional<StructLayout> structure() {
        return Optional.empty();
    }

    @Override
    public void run(SevCall call) {
        call.vm().requireActive();
        call.issue(CommandId.LAUNCH_FINISH, new LaunchFinish(call.vm().handle()).encode())
                .requireSuccess();
    }
}
