package dev.sevsim.host.vmm;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.host.process.FrameOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A command line of the VMM for a test; starts with 256 MiB, one vCPU, no kernel and no disk. */
public final class VmmConfigBuilder {
    private final Bytes firmware;
    private final List<Bytes> disks = new ArrayList<>();
    private Optional<Bytes> nvram = Optional.empty();
    private Optional<DirectBoot> directBoot = Optional.empty();
    private long ramBytes = 256L << 20;
    private int vcpus = 1;
    private SevGuestProperties sev = SevGuestProperties.DEFAULT;
    private FrameOrder frameOrder = FrameOrder.CONTIGUOUS;
    private RebootAction onReboot = RebootAction.RESET;

    private VmmConfigBuilder(Bytes firmware) {
        this.firmware = firmware;
    }

    /** Starts with an OVMF image. */
    public static VmmConfigBuilder forFirmware(Bytes image) {
        return new VmmConfigBuilder(image);
    }

    public VmmConfigBuilder nvram(Bytes contents) {
        nvram = Optional.of(contents);
        return this;
    }

    public VmmConfigBuilder directBoot(DirectBoot files) {
        directBoot = Optional.of(files);
        return this;
    }

    /** Adds a disk after those that were added before. */
    public VmmConfigBuilder disk(Bytes contents) {
        disks.add(contents);
        return this;
    }

    public VmmConfigBuilder onReboot(RebootAction action) {
        onReboot = action;
        return this;
    }

    public VmmConfigBuilder ramBytes(long bytes) {
        ramBytes = bytes;
        return this;
    }

    public VmmConfigBuilder vcpus(int count) {
        vcpus = count;
        return this;
    }

    public VmmConfigBuilder sev(SevGuestProperties properties) {
        sev = properties;
        return this;
    }

    /** Changes the policy of the {@code sev-guest} object. */
    public VmmConfigBuilder policy(int word) {
        return sev(sev.withPolicy(new GuestPolicy(word)));
    }

    public VmmConfigBuilder frameOrder(FrameOrder order) {
        frameOrder = order;
        return this;
    }

    public VmmConfig build() {
        return new VmmConfig(
                firmware, nvram, directBoot, disks, ramBytes, vcpus, sev, frameOrder, onReboot, RunBudget.DEFAULT);
    }
}
