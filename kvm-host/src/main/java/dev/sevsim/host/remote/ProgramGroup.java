package dev.sevsim.host.remote;

import dev.sevsim.host.kernel.MappableFile;
import dev.sevsim.host.kernel.OpenFile;
import dev.sevsim.host.process.RemoteCaller;
import dev.sevsim.host.process.RemoteFile;
import dev.sevsim.host.process.RemoteGroup;
import dev.sevsim.host.process.RemoteProcess;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Programs that inherit descriptors from each other. */
public final class ProgramGroup implements RemoteGroup {
    private final Function<RemoteCaller, ProgramProcess.Parts> parts;
    private final Map<Long, Opened> files = new TreeMap<>();
    private long last;

    /**
     * An open file.
     *
     * @param file of the simulated host
     * @param shown its number and name for programs
     * @param opening its process, and its first descriptor there
     */
    record Opened(OpenFile file, RemoteFile shown, Opening opening) {}

    /** A group without processes; {@code parts} makes those of each. */
    public ProgramGroup(Function<RemoteCaller, ProgramProcess.Parts> parts) {
        this.parts = parts;
    }

    @Override
    public RemoteProcess attach(RemoteCaller caller) {
        return new ProgramProcess(this, caller, parts.apply(caller));
    }

    @Override
    public Optional<Opening> opening(long number) {
        return find(number).map(Opened::opening);
    }

    @Override
    public List<Long> numbers() {
        return files.keySet().stream().sorted(Comparator.reverseOrder()).toList();
    }

    /** A number for a file that is about to be opened. */
    RemoteFile describe(OpenFile file) {
        int mappable = file instanceof MappableFile mapped ? (int) mapped.mappableBytes() : 0;
        return new RemoteFile(++last, file.linkName(), mappable);
    }

    void add(Opened opened) {
        files.put(opened.shown().number(), opened);
    }

    Optional<Opened> find(long number) {
        return Optional.ofNullable(files.get(number));
    }

    Optional<Opened> remove(long number) {
        return Optional.ofNullable(files.remove(number));
    }
}
