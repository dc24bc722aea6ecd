package dev.sevsim.host.process;

import java.util.List;
import java.util.Optional;

/** Programs outside of the simulator that inherit descriptors from each other, and the files behind these descriptors. */
public interface RemoteGroup {
    /** Adds the process of a program. */
    RemoteProcess attach(RemoteCaller caller);

    /** How a file was opened; empty for a number without an open file. */
    Optional<Opening> opening(long number);

    /**
     * The first descriptor of a file.
     *
     * @param process that opened the file
     * @param descriptor its number there
     */
    record Opening(RemoteProcess process, int descriptor) {}

    /** Numbers of the open files, the newest first. */
    List<Long> numbers();
}
