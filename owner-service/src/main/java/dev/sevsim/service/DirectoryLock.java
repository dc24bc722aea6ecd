package dev.sevsim.service;

import dev.sevsim.io.file.InputException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * Locks a state directory for one service: two would count launches separately and remove each other's sessions.
 *
 * <p>The file stays; the lock ends with the process, however it ends. Nothing else opens the file, since the first of a
 * process's descriptors that is closed would end the lock.
 */
public final class DirectoryLock implements AutoCloseable {
    private final FileChannel channel;

    /**
     * Takes it.
     *
     * @throws InputException when another service has it
     */
    public DirectoryLock(Path directory) {
        try {
            channel = FileChannel.open(
                    directory.resolve("lock"), Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE));
            if (!take(channel)) {
                channel.close();
                throw new InputException("state directory " + directory + " is in use by another service");
            }
        } catch (IOException e) {
            throw new InputException("state directory " + directory + " cannot be locked", e);
        }
    }

    private static boolean take(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
