package dev.sevsim.host.vmm;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.chip.ChipGeneration;
import dev.sevsim.host.process.FrameOrder;
import java.util.Optional;

/**
 * What a VM is made of: the VMM's command line.
 *
 * @param firmware the image for the first flash unit
 * @param nvram what the second flash unit holds; neither measured nor encrypted
 * @param kernel {@code -kernel}
 * @param initrd {@code -initrd}
 * @param append {@code -append}
 * @param kernelHashing the {@code kernel-hashes} property; counts only with a kernel
 * @param disk contents of the first disk
 * @param dataDisk contents of a second one; counts only with a first
 * @param ramBytes size of guest memory
 * @param vcpus vCPUs
 * @param policy guest policy for a launch without an owner's bundle
 * @param cBitPosition the {@code cbitpos} property
 * @param reducedPhysicalBits the {@code reduced-phys-bits} property
 * @param handle the {@code handle} property: a guest to share a key with
 * @param legacyVmType the {@code legacy-vm-type} property
 * @param sevDevice the {@code sev-device} property: path of the device
 * @param frameOrder how guest memory lies in the host's
 */
public record VmmConfig(
        Bytes firmware,
        Optional<Bytes> nvram,
        Optional<Bytes> kernel,
        Optional<Bytes> initrd,
        Optional<String> append,
        KernelHashing kernelHashing,
        Optional<Bytes> disk,
        Optional<Bytes> dataDisk,
        long ramBytes,
        int vcpus,
        int policy,
        int cBitPosition,
        int reducedPhysicalBits,
        int handle,
        LegacyVmType legacyVmType,
        String sevDevice,
        FrameOrder frameOrder) {
    /** The path of the device where nobody says another. */
    public static final String DEFAULT_SEV_DEVICE = "/dev/sev";

    /** Starts with an image and the values that a plain SEV guest has on an EPYC host. */
    public static Builder forFirmware(Bytes firmware) {
        return new Builder(firmware);
    }

    /** Collects the properties. */
    public static final class Builder {
        private static final long DEFAULT_RAM = 256L << 20;

        private final Bytes firmware;
        private Optional<Bytes> nvram = Optional.empty();
        private Optional<Bytes> kernel = Optional.empty();
        private Optional<Bytes> initrd = Optional.empty();
        private Optional<String> append = Optional.empty();
        private KernelHashing kernelHashing = KernelHashing.ON;
        private Optional<Bytes> disk = Optional.empty();
        private Optional<Bytes> dataDisk = Optional.empty();
        private long ramBytes = DEFAULT_RAM;
        private int vcpus = 1;
        private int policy = 1;
        private int cBitPosition = ChipGeneration.MILAN.encryption().cBit();
        private int reducedPhysicalBits = ChipGeneration.MILAN.encryption().addressReduction();
        private int handle;
        private LegacyVmType legacyVmType = LegacyVmType.AUTO;
        private String sevDevice = DEFAULT_SEV_DEVICE;
        private FrameOrder frameOrder = FrameOrder.CONTIGUOUS;

        private Builder(Bytes firmware) {
            this.firmware = firmware;
        }

        public Builder nvram(Bytes contents) {
            this.nvram = Optional.of(contents);
            return this;
        }

        public Builder kernel(Bytes file) {
            this.kernel = Optional.of(file);
            return this;
        }

        public Builder initrd(Bytes file) {
            this.initrd = Optional.of(file);
            return this;
        }

        public Builder append(String commandLine) {
            this.append = Optional.of(commandLine);
            return this;
        }

        public Builder kernelHashing(KernelHashing hashing) {
            this.kernelHashing = hashing;
            return this;
        }

        public Builder disk(Bytes contents) {
            this.disk = Optional.of(contents);
            return this;
        }

        public Builder dataDisk(Bytes contents) {
            this.dataDisk = Optional.of(contents);
            return this;
        }

        public Builder ramBytes(long bytes) {
            this.ramBytes = bytes;
            return this;
        }

        public Builder vcpus(int count) {
            this.vcpus = count;
            return this;
        }

        public Builder policy(int word) {
            this.policy = word;
            return this;
        }

        public Builder cBitPosition(int position) {
            this.cBitPosition = position;
            return this;
        }

        public Builder reducedPhysicalBits(int bits) {
            this.reducedPhysicalBits = bits;
            return this;
        }

        public Builder handle(int guest) {
            this.handle = guest;
            return this;
        }

        public Builder legacyVmType(LegacyVmType type) {
            this.legacyVmType = type;
            return this;
        }

        public Builder sevDevice(String path) {
            this.sevDevice = path;
            return this;
        }

        public Builder frameOrder(FrameOrder order) {
            this.frameOrder = order;
            return this;
        }

        public VmmConfig build() {
            return new VmmConfig(
                    firmware,
                    nvram,
                    kernel,
                    initrd,
                    append,
                    kernelHashing,
                    disk,
                    dataDisk,
                    ramBytes,
                    vcpus,
                    policy,
                    cBitPosition,
                    reducedPhysicalBits,
                    handle,
                    legacyVmType,
                    sevDevice,
                    frameOrder);
        }
    }
}
