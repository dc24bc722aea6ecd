package dev.sevsim.host.process;

import dev.sevsim.abi.Bytes;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A program outside of the simulator while it waits for a system call: its memory, its descriptors, and the pages of the files
 * that were installed.
 *
 * <p>A program that has ended has no memory: everything fails.
 */
public interface RemoteCaller {
    /** Reads memory; empty unless every byte can be read. */
    Optional<Bytes> read(long address, int length);

    /** Writes memory; false unless every byte can be written. */
    boolean write(long address, Bytes content);

    /** Whether every byte of a range is mapped; the length is positive. */
    boolean isMapped(long address, long length);

    /** Installs a descriptor in the program; its number, or a negative errno. */
    int install(RemoteFile file);

    /** Number of the file behind a descriptor; empty for a closed one and for a file that was not installed here. */
    OptionalLong find(int descriptor);

    /** Reads the first {@code length} bytes of a file's pages, as the program has mapped them. */
    Optional<Bytes> readPages(RemoteFile file, int length);

    /** Overwrites a file's pages from the start. */
    boolean writePages(RemoteFile file, Bytes content);
}
