package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.Errno;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.LaunchUpdate;
import dev.sevsim.abi.firmware.Vmsa;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.host.kernel.ErrnoException;
import dev.sevsim.host.kernel.KernelMemory;
import dev.sevsim.host.profile.KernelProfile;
import java.util.Optional;

/**
 * KVM_SEV_LAUNCH_UPDATE_VMSA: encrypts and measures the save area of every vCPU, in the order of their creation.
 *
 * <p>The pointer to a structure is ignored. It stops at the first failure; earlier save areas stay encrypted. Source:
 * docs/reference/kvm-host.md section 2.7.
 */
final class SevLaunchUpdateVmsaIoctl extends SevIoctl {
    SevLaunchUpdateVmsaIoctl() {
        super(KvmSevCommandId.LAUNCH_UPDATE_VMSA);
    }

    @Override
    public void run(SevCall call) {
        if (!call.vm().kind().equals(Optional.of(SevKind.SEV_ES))) {
            throw new ErrnoException(Errno.ENOTTY, "the VM is not an SEV-ES guest");
        }
        for (SaveArea area : call.vm().saveAreas()) {
            update(call, area);
        }
    }

    private static void update(SevCall call, SaveArea area) {
        SevPlatform platform = call.vm().platform();
        if (area.isProtected() && platform.kernel() == KernelProfile.NEWEST) {
            throw new ErrnoException(Errno.EINVAL, "the vCPU's state is protected already");
        }
        if (area.isDebugged()) {
            throw new ErrnoException(Errno.EINVAL, "the vCPU is being debugged");
        }
        KernelMemory.Buffer page = area.page(call.kernel());
        page.write(area.build(call.vm().type(), call.vm().features()));
        platform.flush(page.address().value(), Vmsa.SIZE);
        LaunchUpdate request =
                new LaunchUpdate(call.vm().handle(), page.address().value(), Vmsa.SIZE);
        call.issue(CommandId.LAUNCH_UPDATE_VMSA, request.encode()).requireSuccess();
        area.protect(call.vm().type());
    }
}
