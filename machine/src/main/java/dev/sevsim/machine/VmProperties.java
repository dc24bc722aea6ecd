package dev.sevsim.machine;

import dev.sevsim.abi.Bytes;
import dev.sevsim.host.vmm.KernelHashing;
import dev.sevsim.host.vmm.VmmConfig;
import java.util.Optional;

/**
 * What else a VM can be told: the second flash unit, and properties of QEMU's {@code sev-guest} object that a launch does
 * not need.
 *
 * <p>Source: docs/reference/kvm-host.md sections 5.1, 5.2 and 5.4.
 *
 * @param nvram contents of the second flash unit; neither measured nor encrypted
 * @param kernelHashes {@code kernel-hashes}: whether the hashes of a kernel are put into guest memory and measured
 * @param handle {@code handle}: a guest to share a memory key with; 0 for none
 * @param cBitPosition {@code cbitpos}; empty for the host's
 * @param reducedPhysicalBits {@code reduced-phys-bits}; empty for the host's
 * @param sevDevice {@code sev-device}: path of the device
 */
public record VmProperties(
        Optional<Bytes> nvram,
        KernelHashes kernelHashes,
        int handle,
        Optional<Integer> cBitPosition,
        Optional<Integer> reducedPhysicalBits,
        String sevDevice) {
    /** Those of a launch without options. */
    public static final VmProperties DEFAULT = new VmProperties(
            Optional.empty(), KernelHashes.ON, 0, Optional.empty(), Optional.empty(), VmmConfig.DEFAULT_SEV_DEVICE);

    /** The {@code kernel-hashes} property. */
    public enum KernelHashes {
        ON,
        OFF
    }

    void applyTo(VmmConfig.Builder config) {
        nvram.ifPresent(config::nvram);
        config.kernelHashing(kernelHashes == KernelHashes.ON ? KernelHashing.ON : KernelHashing.OFF)
                .handle(handle)
                .sevDevice(sevDevice);
        cBitPosition.ifPresent(config::cBitPosition);
        reducedPhysicalBits.ifPresent(config::reducedPhysicalBits);
    }
}
