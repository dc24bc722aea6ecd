package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.Errno;
import dev.sevsim.host.kernel.ErrnoException;
import dev.sevsim.host.profile.KernelProfile;

/**
 * The last part of every init: allocates an ASID and initialises the platform.
 *
 * <p>Linux 6.1 fails with EBUSY for every failure of the allocation. Source: docs/reference/kvm-host.md section 2.5.
 */
final class SevInitialisation {
    private SevInitialisation() {}

    static void run(SevCall call, SevKind kind, GuestFeatures features) {
        SevVm vm = call.vm();
        AsidPool asids = vm.platform().asids();
        int asid =
                vm.platform().kernel() == KernelProfile.LINUX_6_1 ? allocateOrBusy(asids, kind) : asids.allocate(kind);
        try {
            call.initialisePlatform();
        } catch (ErrnoException e) {
            asids.release(asid, kind);
            throw e;
        }
        vm.activate(kind, asid, features);
    }

    private static int allocateOrBusy(AsidPool asids, SevKind kind) {
        try {
            return asids.allocate(kind);
        } catch (ErrnoException e) {
            throw new ErrnoException(Errno.EBUSY, e.why());
        }
    }
}
