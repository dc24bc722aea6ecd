package dev.sevsim.bus.cpu;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Guid;
import dev.sevsim.abi.image.KernelHashes;
import java.time.Duration;
import java.util.List;

/**
 * Receives what modelled guest code does, on the simulator's side.
 *
 * <p>Nothing of it is in guest memory, on a link or on the console, so that no party can forge or suppress it. Calls come
 * from the thread of the guest, in its own turn.
 */
public interface GuestObserver {
    /** Ignores everything. */
    GuestObserver NONE = new GuestObserver() {};

    /** A phase of the boot begins. */
    default void begins(BootPhase phase) {}

    /** A phase of the boot is over; not called for one that ends the guest. */
    default void ends(BootPhase phase) {}

    /**
     * Firmware starts the kernel that the VMM was given.
     *
     * @param files hashes of kernel, initrd and command line as they are in the guest's memory at that moment
     * @param loadOptions the command line with what firmware adds to it
     */
    default void startsDirectBoot(KernelHashes files, String loadOptions) {}

    /** The boot loader starts a kernel from an encrypted volume that it has unlocked. */
    default void startsFromUnlockedVolume() {}

    /**
     * The kernel that was started last has left the firmware's boot services: it has the machine.
     *
     * @param loadOptions as the kernel has read them
     */
    default void kernelRuns(String loadOptions) {}

    /** The kernel unpacks an initrd, empty where there is none; {@code content} is to be read during the call alone. */
    default void unpacksInitrd(byte[] content) {}

    /** The boot loader has an encrypted volume that it cannot unlock, and asks for a passphrase. */
    default void volumeStaysLocked() {}

    /** Firmware has no boot option left. */
    default void nothingToBoot() {}

    /** Launch secrets have reached their reader: the kernel shows them as files, or one has unlocked a volume. */
    default void secretsArrived(List<Guid> names) {}

    /** The kernel has read a launch secret that it shows: as it made the file, and for each reader. */
    default void secretRead(Guid name, Bytes content) {}

    /** The guest waits without leaving its vCPU. */
    default void sleeps(Duration time) {}
}
