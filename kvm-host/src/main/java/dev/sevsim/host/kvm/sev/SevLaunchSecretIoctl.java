package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.Errno;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.LaunchSecret;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.abi.uapi.KvmSevLaunchSecret;
import dev.sevsim.host.kernel.ErrnoException;
import dev.sevsim.host.kernel.KernelMemory;
import dev.sevsim.host.kernel.PhysicalRun;
import java.util.List;

/**
 * KVM_SEV_LAUNCH_SECRET: EINVAL unless the target is one physically contiguous run.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.7.
 */
final class SevLaunchSecretIoctl extends SevStructureIoctl<KvmSevLaunchSecret> {
    SevLaunchSecretIoctl() {
        super(KvmSevCommandId.LAUNCH_SECRET, KvmSevLaunchSecret.CODEC);
    }

    @Override
    void run(SevCall call, KvmSevLaunchSecret user) {
        try (PinnedRange target = call.pin(user.guestAddress(), user.guestLength())) {
            List<PhysicalRun> runs = call.flushedRuns(target);
            if (runs.size() != 1) {
                throw new ErrnoException(Errno.EINVAL, "the target lies in " + runs.size() + " physical runs");
            }
            inject(call, user, runs.get(0));
        }
    }

    private static void inject(SevCall call, KvmSevLaunchSecret user, PhysicalRun target) {
        try (KernelMemory.Buffer transport = call.copyBlob(user.transportAddress(), user.transportLength());
                KernelMemory.Buffer header = call.copyBlob(user.headerAddress(), user.headerLength())) {
            LaunchSecret request = new LaunchSecret(
                    call.vm().handle(),
                    header.address().value(),
                    user.headerLength(),
                    target.address(),
                    user.guestLength(),
                    transport.address().value(),
                    user.transportLength());
            call.issue(CommandId.LAUNCH_SECRET, request.encode()).requireSuccess();
        }
    }
}
