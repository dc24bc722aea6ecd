package dev.sevsim.simulator;

import dev.sevsim.kernel.era.Era;
import dev.sevsim.ovmf.OvmfRelease;
import java.util.Optional;

/**
 * Which firmware and kernel the guest has and what it boots from.
 *
 * @param release the release that the embedded image is made as, and whose behaviour any image shows; empty for the
 *     default release, and to go by an image that is given
 * @param disk what the guest's disk is
 * @param era which of the embedded kernels boots; a kernel that is given belongs to the era that it names itself
 */
public record GuestVariant(Optional<OvmfRelease> release, Disk disk, Era era) {
    /** The guest of a launch without options. */
    public static final GuestVariant DEFAULT = new GuestVariant(Optional.empty(), Disk.PLAIN, Era.FINAL);

    /** What the guest's disk is. */
    public enum Disk {
        /** Readable for everybody; only used when there is no kernel for direct boot. */
        PLAIN,
        /** An encrypted volume that the disk passphrase among the secrets unlocks; the guest boots from it. */
        ENCRYPTED
    }

    /** This with the firmware of a release. */
    public GuestVariant withRelease(OvmfRelease other) {
        return new GuestVariant(Optional.of(other), disk, era);
    }

    /** This with the embedded kernel of an era. */
    public GuestVariant withEra(Era other) {
        return new GuestVariant(release, disk, other);
    }
}
