package dev.sevsim.machine;

import dev.sevsim.abi.Guid;
import dev.sevsim.abi.image.KernelHashes;
import dev.sevsim.bus.cpu.GuestObserver;
import dev.sevsim.bus.time.SimClock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What ran in one guest, and which secrets arrived there; its sleep lets simulated time pass. */
final class BootRecord implements GuestObserver {
    private final SimClock clock;
    private final Set<Guid> arrived = new HashSet<>();
    private Kernel started = Kernel.NONE;
    private Optional<KernelHashes> direct = Optional.empty();
    private Kernel kernel = Kernel.NONE;
    private boolean locked;
    private boolean nothingToBoot;
    private boolean secretsWereRead;

    /** The kernel that has the machine. */
    enum Kernel {
        /** None: firmware or its boot loader has it. */
        NONE,
        /** The one that the VMM was given. */
        DIRECT_BOOT,
        /** One from an encrypted volume that a launch secret unlocked. */
        UNLOCKED_VOLUME
    }

    /**
     * What ran in a guest until now.
     *
     * @param kernel the kernel that has the machine
     * @param directBoot hashes of the files of direct boot, as they were in the guest's memory when its kernel was started
     * @param isLocked whether the boot loader has an encrypted volume that it could not unlock
     * @param hasNothingToBoot whether firmware has no boot option left
     * @param secretsWereRead whether a reader has taken the table of secrets for whole, even one without entries
     * @param arrived names of the secrets that the kernel has shown or that have unlocked a volume
     */
    record BootState(
            Kernel kernel,
            Optional<KernelHashes> directBoot,
            boolean isLocked,
            boolean hasNothingToBoot,
            boolean secretsWereRead,
            Set<Guid> arrived) {}

    BootRecord(SimClock clock) {
        this.clock = clock;
    }

    @Override
    public synchronized void startsDirectBoot(KernelHashes files) {
        started = Kernel.DIRECT_BOOT;
        direct = Optional.of(files);
    }

    @Override
    public synchronized void startsFromUnlockedVolume() {
        started = Kernel.UNLOCKED_VOLUME;
    }

    @Override
    public synchronized void kernelRuns() {
        kernel = started;
    }

    @Override
    public synchronized void volumeStaysLocked() {
        locked = true;
    }

    @Override
    public synchronized void nothingToBoot() {
        nothingToBoot = true;
    }

    @Override
    public synchronized void secretsArrived(List<Guid> names) {
        arrived.addAll(names);
        secretsWereRead = true;
    }

    @Override
    public void sleeps(Duration time) {
        clock.advance(time);
    }

    /** What has run and arrived so far. */
    synchronized BootState state() {
        return new BootState(kernel, direct, locked, nothingToBoot, secretsWereRead, Set.copyOf(arrived));
    }
}
