package dev.sevsim.machine;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Guid;
import dev.sevsim.abi.image.KernelHashes;
import dev.sevsim.bus.cpu.BootPhase;
import dev.sevsim.bus.cpu.GuestObserver;
import dev.sevsim.bus.time.SimClock;
import dev.sevsim.machine.act.Point.Side;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What ran in one guest, and which secrets arrived there; its sleep lets simulated time pass. */
final class BootRecord implements GuestObserver {
    /** COMMAND_LINE_SIZE of Linux for x86: a kernel reads no more of its command line, which is measured as a whole. */
    private static final int COMMAND_LINE_SIZE = 2048;

    private final SimClock clock;
    private final Phases phases;
    private final Set<Guid> arrived = new HashSet<>();
    private final Map<Guid, Set<Bytes>> read = new HashMap<>();
    private String startedWith = "";
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
     * @param directBoot hashes of the files of direct boot: of the kernel as it was started, of initrd and command line as the kernel
     *     took them
     * @param isLocked whether the boot loader has an encrypted volume that it could not unlock
     * @param hasNothingToBoot whether firmware has no boot option left
     * @param secretsWereRead whether a reader has taken the table of secrets for whole, even one without entries
     * @param arrived names of the secrets that the kernel has shown or that have unlocked a volume
     * @param read each content that the kernel has read of a secret
     */
    record BootState(
            Kernel kernel,
            Optional<KernelHashes> directBoot,
            boolean isLocked,
            boolean hasNothingToBoot,
            boolean secretsWereRead,
            Set<Guid> arrived,
            Map<Guid, Set<Bytes>> read) {}

    /** Receives the phases of a boot on the guest's thread. */
    @FunctionalInterface
    interface Phases {
        /** Ignores them. */
        Phases NONE = (phase, side) -> {};

        void reached(BootPhase phase, Side side);
    }

    BootRecord(SimClock clock, Phases phases) {
        this.clock = clock;
        this.phases = phases;
    }

    @Override
    public void begins(BootPhase phase) {
        phases.reached(phase, Side.BEFORE);
    }

    @Override
    public void ends(BootPhase phase) {
        phases.reached(phase, Side.AFTER);
    }

    @Override
    public synchronized void startsDirectBoot(KernelHashes files, String loadOptions) {
        started = Kernel.DIRECT_BOOT;
        direct = Optional.of(files);
        startedWith = loadOptions;
    }

    @Override
    public synchronized void startsFromUnlockedVolume() {
        started = Kernel.UNLOCKED_VOLUME;
    }

    @Override
    public synchronized void kernelRuns(String loadOptions) {
        kernel = started;
        boolean cut = loadOptions.length() >= COMMAND_LINE_SIZE && startedWith.startsWith(loadOptions);
        if (!cut && !loadOptions.equals(startedWith)) {
            Bytes other = KernelHashes.of(Bytes.EMPTY, Bytes.EMPTY, loadOptions).commandLine();
            direct = direct.map(files -> new KernelHashes(other, files.initrd(), files.kernel()));
        }
    }

    @Override
    public synchronized void unpacksInitrd(byte[] content) {
        Bytes unpacked = KernelHashes.of(Bytes.EMPTY, Bytes.copyOf(content), "").initrd();
        direct = direct.map(files -> new KernelHashes(files.commandLine(), unpacked, files.kernel()));
    }

    @Override
    public synchronized void secretRead(Guid name, Bytes content) {
        read.computeIfAbsent(name, first -> new HashSet<>()).add(content);
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
        return new BootState(
                kernel, direct, locked, nothingToBoot, secretsWereRead, Set.copyOf(arrived), Map.copyOf(read));
    }
}
