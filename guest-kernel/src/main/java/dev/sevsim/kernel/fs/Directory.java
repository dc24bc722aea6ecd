package dev.sevsim.kernel.fs;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A directory; names are sorted, since the order of a real one is not specified.
 *
 * <p>The methods that change it are the file system's own and ask no permission.
 */
public final class Directory extends Inode {
    private final TreeMap<String, Inode> entries = new TreeMap<>();
    private DirectoryOperations operations;

    /** An empty directory that is not yet entered anywhere. */
    public Directory(FileSystem fileSystem, int permissions, DirectoryOperations operations) {
        super(fileSystem, FileStatus.DIRECTORY_FORMAT | permissions, 2);
        this.operations = operations;
    }

    @Override
    public long size() {
        return 0;
    }

    /** The inode behind a name. */
    public Optional<Inode> child(String name) {
        return Optional.ofNullable(entries.get(name));
    }

    /** A copy of the names and inodes, sorted by name. */
    public Map<String, Inode> entries() {
        return new TreeMap<>(entries);
    }

    public boolean isEmpty() {
        return entries.isEmpty();
    }

    public DirectoryOperations operations() {
        return operations;
    }

    /** Replaces what can be done in this directory. */
    public void replaceOperations(DirectoryOperations replacement) {
        operations = replacement;
    }

    /** Enters a name; a directory below adds a link. Taken names are the caller's bug. */
    public void enter(String name, Inode inode) {
        if (entries.putIfAbsent(name, inode) != null) {
            throw new IllegalArgumentException("name is taken: " + name);
        }
        if (inode instanceof Directory) {
            addLinks(1);
        }
    }

    /** Removes a name and its links, and updates the times of both. */
    public void remove(String name) {
        Inode removed = entries.remove(name);
        if (removed == null) {
            throw new IllegalArgumentException("no such name: " + name);
        }
        if (removed instanceof Directory) {
            addLinks(-1);
            removed.addLinks(-2);
        } else {
            removed.addLinks(-1);
        }
        removed.touchAttributes();
        touch();
    }

    /** Moves a name to a free name here or in another directory of the file system. */
    void move(String name, Directory to, String newName) {
        Inode moved = entries.remove(name);
        if (moved == null) {
            throw new IllegalArgumentException("no such name: " + name);
        }
        if (moved instanceof Directory) {
            addLinks(-1);
        }
        to.enter(newName, moved);
        moved.touchAttributes();
        touch();
        to.touch();
    }
}
