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

    /** Starts from this object. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Collects the properties under their names. */
    public static final class Builder {
        private GuestPolicy policy;
        private KernelHashing kernelHashes;
        private int handle;
        private OptionalInt cbitpos;
        private OptionalInt reducedPhysBits;
        private LegacyVmType legacyVmType;
        private String sevDevice;

        private Builder(SevGuestProperties from) {
            policy = from.policy;
            kernelHashes = from.kernelHashes;
            handle = from.handle;
            cbitpos = from.cbitpos;
            reducedPhysBits = from.reducedPhysBits;
            legacyVmType = from.legacyVmType;
            sevDevice = from.sevDevice;
        }

        /** {@code policy}. */
        public Builder policy(GuestPolicy other) {
            policy = other;
            return this;
        }

        /** Bit 2 of {@code policy}. */
        public Builder encryptedState() {
            return policy(policy.withEncryptedState());
        }

        /** {@code kernel-hashes}. */
        public Builder kernelHashes(KernelHashing other) {
            kernelHashes = other;
            return this;
        }

        /** {@code handle}. */
        public Builder handle(int other) {
            handle = other;
            return this;
        }

        /** {@code cbitpos}. */
        public Builder cbitpos(int position) {
            cbitpos = OptionalInt.of(position);
            return this;
        }

        /** {@code reduced-phys-bits}. */
        public Builder reducedPhysBits(int bits) {
            reducedPhysBits = OptionalInt.of(bits);
            return this;
        }

        /** {@code legacy-vm-type}. */
        public Builder legacyVmType(LegacyVmType other) {
            legacyVmType = other;
            return this;
        }

        /** {@code sev-device}. */
        public Builder sevDevice(String path) {
            sevDevice = path;
            return this;
        }

        public SevGuestProperties build() {
            return new SevGuestProperties(
                    policy, kernelHashes, handle, cbitpos, reducedPhysBits, legacyVmType, sevDevice);
        }
    }
}
