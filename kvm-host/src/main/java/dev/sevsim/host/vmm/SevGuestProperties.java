package dev.sevsim.host.vmm;

import dev.sevsim.abi.firmware.GuestPolicy;
import java.util.OptionalInt;

/**
 * Properties of QEMU's {@code sev-guest} object.
 *
 * <p>Source: docs/reference/kvm-host.md sections 5.1, 5.2 and 5.4.
 *
 * @param policy {@code policy}
 * @param kernelHashes {@code kernel-hashes}: whether the hashes of the direct-boot files are put into guest memory and
 *     measured; without effect when there is no kernel
 * @param handle {@code handle}: firmware handle of a guest to share a memory key with; 0 for none
 * @param cbitpos {@code cbitpos}: position of the C-bit; empty for the host's
 * @param reducedPhysBits {@code reduced-phys-bits}: address bits lost to encryption; empty for 1
 * @param legacyVmType {@code legacy-vm-type}
 * @param sevDevice {@code sev-device}: path of the device
 */
public record SevGuestProperties(
        GuestPolicy policy,
        KernelHashing kernelHashes,
        int handle,
        OptionalInt cbitpos,
        OptionalInt reducedPhysBits,
        LegacyVmType legacyVmType,
        String sevDevice) {
    /** The defaults of QEMU, and the host's address bits: policy 1 (no debugging), hashes on, {@code /dev/sev}. */
    public static final SevGuestProperties DEFAULT = new SevGuestProperties(
            new GuestPolicy(1),
            KernelHashing.ON,
            0,
            OptionalInt.empty(),
            OptionalInt.empty(),
            LegacyVmType.AUTO,
            "/dev/sev");

    /** Returns a copy with {@code policy}. */
    public SevGuestProperties withPolicy(GuestPolicy other) {
        return new SevGuestProperties(other, kernelHashes, handle, cbitpos, reducedPhysBits, legacyVmType, sevDevice);
    }

    /** Returns a copy with bit 2 of {@code policy}. */
    public SevGuestProperties withEncryptedState() {
        return withPolicy(policy.withEncryptedState());
    }

    /** Returns a copy with {@code kernel-hashes}. */
    public SevGuestProperties withKernelHashes(KernelHashing hashing) {
        return new SevGuestProperties(policy, hashing, handle, cbitpos, reducedPhysBits, legacyVmType, sevDevice);
    }

    /** Returns a copy with {@code handle}. */
    public SevGuestProperties withHandle(int other) {
        return new SevGuestProperties(policy, kernelHashes, other, cbitpos, reducedPhysBits, legacyVmType, sevDevice);
    }

    /** Returns a copy with {@code cbitpos}. */
    public SevGuestProperties withCbitpos(int position) {
        return new SevGuestProperties(
                policy, kernelHashes, handle, OptionalInt.of(position), reducedPhysBits, legacyVmType, sevDevice);
    }

    /** Returns a copy with {@code reduced-phys-bits}. */
    public SevGuestProperties withReducedPhysBits(int bits) {
        return new SevGuestProperties(
                policy, kernelHashes, handle, cbitpos, OptionalInt.of(bits), legacyVmType, sevDevice);
    }

    /** Returns a copy with {@code legacy-vm-type}. */
    public SevGuestProperties withLegacyVmType(LegacyVmType type) {
        return new SevGuestProperties(policy, kernelHashes, handle, cbitpos, reducedPhysBits, type, sevDevice);
    }

    /** Returns a copy with {@code sev-device}. */
    public SevGuestProperties withSevDevice(String path) {
        return new SevGuestProperties(policy, kernelHashes, handle, cbitpos, reducedPhysBits, legacyVmType, path);
    }
}
