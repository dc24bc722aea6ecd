package dev.sevsim.simulator;

import dev.sevsim.abi.Bytes;
import dev.sevsim.kernel.image.Era;
import dev.sevsim.ovmf.image.OvmfRelease;
import java.util.Optional;

/**
 * Which firmware and kernel the guest has, what it boots from, and which kind of VM it runs in.
 *
 * @param release the release that the embedded image is made as, and whose behaviour any image shows; empty for the
 *     default release, and to go by an image that is given
 * @param disk what the guest's disk is
 * @param era which of the embedded kernels boots; a kernel that is given belongs to the era that it names itself
 * @param vmType whether the VM has a type
 * @param properties what else the VM is told
 * @param dataDisk contents of a second disk, {@code /dev/sdb} in the guest
 */
public record GuestVariant(
        Optional<OvmfRelease> release,
        Disk disk,
        Era era,
        VmType vmType,
        VmProperties properties,
        Optional<Bytes> dataDisk) {
    /** The guest of a launch without options. */
    public static final GuestVariant DEFAULT = new GuestVariant(
            Optional.empty(), Disk.PLAIN, Era.FINAL, VmType.LEGACY, VmProperties.DEFAULT, Optional.empty());

    /** What the guest's disk is. */
    public enum Disk {
        /** Readable for everybody; only used when there is no kernel for direct boot. */
        PLAIN,
        /** An encrypted volume that the disk passphrase among the secrets unlocks; the guest boots from it. */
        ENCRYPTED
    }

    /** The {@code legacy-vm-type} property of QEMU's {@code sev-guest}. An SEV-ES launch measures each kind differently. */
    public enum VmType {
        /** A VM without a type, on a host with Linux 6.1. */
        LEGACY,
        /** A VM of type SEV or SEV-ES, on a host with the newest kernel. */
        TYPED
    }

    /** This with the firmware of a release. */
    public GuestVariant withRelease(OvmfRelease other) {
        return new GuestVariant(Optional.of(other), disk, era, vmType, properties, dataDisk);
    }

    /** This with the embedded kernel of an era. */
    public GuestVariant withEra(Era other) {
        return new GuestVariant(release, disk, other, vmType, properties, dataDisk);
    }

    /** This in a VM with or without a type. */
    public GuestVariant withVmType(VmType other) {
        return new GuestVariant(release, disk, era, other, properties, dataDisk);
    }

    /** This in a VM that is told something else. */
    public GuestVariant withProperties(VmProperties other) {
        return new GuestVariant(release, disk, era, vmType, other, dataDisk);
    }

    /** This with a second disk. */
    public GuestVariant withDataDisk(Bytes contents) {
        return new GuestVariant(release, disk, era, vmType, properties, Optional.of(contents));
    }
}
