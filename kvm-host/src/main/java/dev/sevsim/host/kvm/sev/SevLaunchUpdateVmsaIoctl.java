package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.Errno;
import dev.sevsim.abi.layout.StructLayout;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.host.process.ErrnoException;
import java.util.Optional;

/**
 * KVM_SEV_LAUNCH_UPDATE_VMSA: only an SEV-ES guest has save areas to encrypt, and this host makes none.
 *
 * <p>The structure pointer is ignored. Source: kvm-host.md section 2.7.
 */
final class SevLaunchUpdateVmsaIoctl implements SevIoctl {
    @Override
    public KvmSevCommandId id() {
        return KvmSevCommandId.LAUNCH_UPDATE_VMSA;
    }

    @Override
    public Optional<StructLayout> structure() {
        return Optional.empty();
    }

    @Override
    public void run(SevCall call) {
        call.vm().requireActive();
        throw new ErrnoException(Errno.ENOTTY, "the VM is not an SEV-ES guest");
    }
}
