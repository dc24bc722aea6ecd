package dev.sevsim.host.vmm;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.host.process.FrameOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Command line of the VMM: the VM and its {@code sev-guest} object.
 *
 * @param firmware OVMF image for the first flash unit
 * @param nvram contents of the second flash unit; neither measured nor encrypted
 * @param directBoot files for direct boot; empty for a guest that boots from its disk
 * @param disks contents of the first and the second disk, at most two
 * @param ramBytes size of guest memory
 * @param vcpus number of vCPUs
 * @param sev the {@code sev-guest} object
 * @param frameOrder layout of guest memory in the host's
 */
public record VmmConfig(
        Bytes firmware,
        Optional<Bytes> nvram,
        Optional<DirectBoot> directBoot,
        List<Bytes> disks,
        long ramBytes,
        int vcpus,
        SevGuestProperties sev,
        FrameOrder frameOrder) {
    /** Size of guest memory without {@code -m}: 256 MiB (our choice). */
    public static final long DEFAULT_RAM_BYTES = 256L << 20;

    public VmmConfig {
        disks = List.copyOf(disks);
    }

    /** Starts with an image and a default for everything else: 256 MiB, one vCPU, no kernel and no disk. */
    public static Builder forFirmware(Bytes image) {
        return new Builder(image);
    }

    /** Collects the options of a command line. */
    public static final class Builder {
        private final Bytes firmware;
        private final List<Bytes> disks = new ArrayList<>();
        private Optional<Bytes> nvram = Optional.empty();
        private Optional<DirectBoot> directBoot = Optional.empty();
        private long ramBytes = DEFAULT_RAM_BYTES;
        private int vcpus = 1;
        private SevGuestProperties sev = SevGuestProperties.DEFAULT;
        private FrameOrder frameOrder = FrameOrder.CONTIGUOUS;

        private Builder(Bytes firmware) {
            this.firmware = firmware;
        }

        public Builder nvram(Bytes contents) {
            nvram = Optional.of(contents);
            return this;
        }

        public Builder directBoot(DirectBoot files) {
            directBoot = Optional.of(files);
            return this;
        }

        /** Adds a disk after those that were added before. */
        public Builder disk(Bytes contents) {
            disks.add(contents);
            return this;
        }

        public Builder ramBytes(long bytes) {
            ramBytes = bytes;
            return this;
        }

        public Builder vcpus(int count) {
            vcpus = count;
            return this;
        }

        public Builder sev(SevGuestProperties properties) {
            sev = properties;
            return this;
        }

        /** Changes the policy of the {@code sev-guest} object. */
        public Builder policy(int word) {
            return sev(sev.withPolicy(new GuestPolicy(word)));
        }

        public Builder frameOrder(FrameOrder order) {
            frameOrder = order;
            return this;
        }

        public VmmConfig build() {
            return new VmmConfig(firmware, nvram, directBoot, disks, ramBytes, vcpus, sev, frameOrder);
        }
    }
}
