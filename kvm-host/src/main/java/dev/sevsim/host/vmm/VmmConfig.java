package dev.sevsim.host.vmm;

import dev.sevsim.abi.Bytes;
import dev.sevsim.host.process.FrameOrder;
import java.util.List;
import java.util.Optional;

/**
 * Command line of the VMM: the VM and its {@code sev-guest} object.
 *
 * @param firmware OVMF image for the first flash unit
 * @param nvram contents of the second flash unit; neither measured nor encrypted
 * @param directBoot files for direct boot; empty for a guest that can boot from an encrypted disk alone
 * @param disks contents of the first and the second disk, at most two
 * @param ramBytes size of guest memory
 * @param vcpus number of vCPUs
 * @param sev the {@code sev-guest} object
 * @param frameOrder layout of guest memory in the host's
 * @param onReboot what happens when the guest resets itself
 * @param budget how far the guest may run in one go
 */
public record VmmConfig(
        Bytes firmware,
        Optional<Bytes> nvram,
        Optional<DirectBoot> directBoot,
        List<Bytes> disks,
        long ramBytes,
        int vcpus,
        SevGuestProperties sev,
        FrameOrder frameOrder,
        RebootAction onReboot,
        RunBudget budget) {
    public VmmConfig {
        disks = List.copyOf(disks);
    }
}
