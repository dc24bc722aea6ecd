package dev.sevsim.simulator;

import dev.sevsim.ovmf.OvmfRelease;
import java.util.Optional;

/**
 * Which firmware the guest has and what it boots from.
 *
 * @param release the release that the embedded image is made as, and whose behaviour any image shows; empty for the
 *     default release, and to go by an image that is given
 * @param disk what the guest's disk is
 */
public record GuestVariant(Optional<OvmfRelease> release, Disk disk) {
    /** The guest of a launch without options. */
    public static final GuestVariant DEFAULT = new GuestVariant(Optional.empty(), Disk.PLAIN);

    /** What the guest's disk is. */
    public enum Disk {
        /** Readable for everybody; only used when there is no kernel for direct boot. */
        PLAIN,
        /** An encrypted volume that the disk passphrase among the secrets unlocks; the guest boots from it. */
        ENCRYPTED
    }
}
