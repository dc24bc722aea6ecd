package dev.sevsim.ovmf;

import dev.sevsim.abi.Guid;
import dev.sevsim.abi.image.KernelHashes;
import dev.sevsim.bus.cpu.GuestObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Keeps what the firmware's observer is told, in order. */
@SuppressWarnings("exports") // tests are patched into the module, whose users do not see this class
public final class RecordingObserver implements GuestObserver {
    private final List<String> events = new ArrayList<>();
    private final List<KernelHashes> started = new ArrayList<>();

    /** Nothing has happened. */
    public RecordingObserver() {}

    public List<String> events() {
        return List.copyOf(events);
    }

    /** The files of each direct boot. */
    public List<KernelHashes> started() {
        return List.copyOf(started);
    }

    @Override
    public void startsDirectBoot(KernelHashes files, String loadOptions) {
        events.add("direct boot");
        started.add(files);
    }

    @Override
    public void startsFromUnlockedVolume() {
        events.add("unlocked volume");
    }

    @Override
    public void volumeStaysLocked() {
        events.add("locked");
    }

    @Override
    public void nothingToBoot() {
        events.add("nothing to boot");
    }

    @Override
    public void secretsArrived(List<Guid> names) {
        events.add("arrived " + names);
    }

    @Override
    public void sleeps(Duration time) {
        events.add("sleeps " + time);
    }
}
