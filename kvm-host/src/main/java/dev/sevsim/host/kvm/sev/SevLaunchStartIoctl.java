package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.LaunchStart;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.abi.uapi.KvmSevLaunchStart;
import dev.sevsim.host.kernel.KernelMemory;
import org.jspecify.annotations.Nullable;

/**
 * KVM_SEV_LAUNCH_START: makes the guest context and binds it to the VM's ASID at once.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.7.
 */
final class SevLaunchStartIoctl extends SevStructureIoctl<KvmSevLaunchStart> {
    SevLaunchStartIoctl() {
        super(KvmSevCommandId.LAUNCH_START, KvmSevLaunchStart.CODEC);
    }

    @Override
    void run(SevCall call, KvmSevLaunchStart user) {
        int handle;
        try (KernelMemory.@Nullable Buffer dh = optional(call, user.dhAddress(), user.dhLength());
                KernelMemory.@Nullable Buffer session = optional(call, user.sessionAddress(), user.sessionLength())) {
            handle = start(call, user, dh, session);
        }
        ContextBinding.bind(call, handle);
    }

    /** A blob that the caller may leave out; without an address its length is ignored. */
    private static KernelMemory.@Nullable Buffer optional(SevCall call, long address, int length) {
        return address == 0 ? null : call.copyBlob(address, length);
    }

    private static int start(
            SevCall call,
            KvmSevLaunchStart user,
            KernelMemory.@Nullable Buffer dh,
            KernelMemory.@Nullable Buffer session) {
        LaunchStart request = new LaunchStart(
                user.handle(),
                user.policy(),
                dh == null ? 0 : dh.address().value(),
                dh == null ? 0 : user.dhLength(),
                session == null ? 0 : session.address().value(),
                session == null ? 0 : user.sessionLength());
        Bytes answer = call.issueThroughHeader(CommandId.LAUNCH_START, request.encode())
                .requireSuccess()
                .buffer();
        return LaunchStart.CODEC.decode(answer).handle();
    }
}
