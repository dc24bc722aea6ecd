package dev.sevsim.io.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * Locks a directory for one user of its files at a time, in this process and in others.
 *
 * <p>The lock is on a file named {@code lock}, readable by its owner alone, which stays; it ends with the process,
 * however that ends. Nothing else opens the file, since the first of a process's descriptors that is closed would end
 * the lock.
 */
public final class DirectoryLock implements AutoCloseable {
    private static final long PAUSE_MILLIS = 50;

    private final Path file;
    private final FileChannel channel;

    /**
     * Takes the lock, or fails at once.
     *
     * @param what the directory for messages, such as {@code state directory}
     * @throws InputException when another user has it, or the file cannot be made
     */
    public DirectoryLock(String what, Path directory) {
        this(what, directory, 1);
    }

    private DirectoryLock(String what, Path directory, int attempts) {
        file = directory.resolve("lock");
        try {
            channel = FileChannel.open(
                    file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), UnfinishedFile.ownerOnly(file));
        } catch (IOException e) {
            throw new InputException(what + " " + directory + " cannot be locked: " + FileProblem.reason(e), e);
        }
        if (!isTaken(attempts)) {
            close();
            throw new InputException(what + " " + directory + " is in use by another process");
        }
    }

    /** As the constructor, and waits some seconds for the other user: a launch is short. */
    public static DirectoryLock await(String what, Path directory, int seconds) {
        return new DirectoryLock(what, directory, (int) (seconds * 1000L / PAUSE_MILLIS));
    }

    private boolean isTaken(int attempts) {
        for (int i = 0; i < attempts; i++) {
            try {
                if (channel.tryLock() != null) {
                    return true;
                }
            } catch (OverlappingFileLockException e) {
                // Another user in this process.
            } catch (IOException e) {
                return false;
            }
            pause(i + 1 < attempts);
        }
        return false;
    }

    private static void pause(boolean needed) {
        if (needed) {
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Removes the lock's file, from a directory that is removed as well. */
    public void remove() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // It stays, and so does its directory.
        }
    }

    /** Releases the lock. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // The descriptor is released all the same: close(2).
        }
    }
}
