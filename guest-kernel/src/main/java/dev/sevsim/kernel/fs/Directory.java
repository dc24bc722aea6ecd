package dev.sevsim.kernel.fs;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A directory. Names are kept in the order in which the file systems of memory list them: newest first.
 *
 * <p>The methods that change it are the file system's own and ask no permission.
 */
public final class Directory extends Inode {
    /** Oldest first. */
    private final Set<Dentry> names = new LinkedHashSet<>();

    /** The same by their names: one that is visible at most, and any number that are held after their removal. */
    private final Map<String, List<Dentry>> byName = new HashMap<>();

    private final Dentry self = new Dentry(this);
    private DirectoryOperations operations;
    private boolean removed;

    /** An empty directory that is not yet entered anywhere. */
    public Directory(FileSystem fileSystem, int permissions, DirectoryOperations operations) {
        super(fileSystem, FileStatus.DIRECTORY_FORMAT | permissions, 2);
        this.operations = operations;
    }

    @Override
    public long size() {
        return 0;
    }

    /** Its own name; a directory has one at most. */
    Dentry self() {
        return self;
    }

    /** The inode behind a name. */
    public Optional<Inode> child(String name) {
        return Optional.ofNullable(find(name)).map(Dentry::inode);
    }

    /** What a lookup finds. */
    @Nullable
    Dentry find(String name) {
        for (Dentry each : byName.getOrDefault(name, List.of())) {
            if (each.isVisible()) {
                return each;
            }
        }
        return null;
    }

    /** The names that a listing shows, newest first. */
    List<Dentry> listed() {
        List<Dentry> listed = new ArrayList<>(names);
        listed.removeIf(each -> !each.isVisible());
        Collections.reverse(listed);
        return listed;
    }

    /** A copy of the names and inodes, newest first. */
    public Map<String, Inode> entries() {
        Map<String, Inode> entries = new LinkedHashMap<>();
        listed().forEach(each -> entries.put(each.name(), each.inode()));
        return entries;
    }

    public boolean isEmpty() {
        return names.stream().noneMatch(Dentry::isVisible);
    }

    /** Whether {@code rmdir} has removed it; processes can still be in it. */
    boolean isRemoved() {
        return removed;
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
        if (find(name) != null) {
            throw new IllegalArgumentException("name is taken: " + name);
        }
        if (inode instanceof Directory) {
            addLinks(1);
        }
        Dentry entered = inode instanceof Directory directory ? directory.self : new Dentry(inode);
        entered.attach(self, name);
        keep(entered);
    }

    private void keep(Dentry entered) {
        names.add(entered);
        byName.computeIfAbsent(entered.name(), name -> new ArrayList<>()).add(entered);
    }

    /** Removes a name and its links, and updates the times of both. */
    public void remove(String name) {
        Dentry gone = required(name);
        dropLinks(gone.inode());
        gone.inode().touchAttributes();
        touch();
        gone.discard();
    }

    /** Removes the name of a file and sets the file's own times; those of the directory stay. */
    public void removeUntouched(String name) {
        Dentry gone = required(name);
        dropLinks(gone.inode());
        gone.inode().touch();
        gone.discard();
    }

    /**
     * Drops the file system's own reference to a name, with its links: it stays visible while something else refers to
     * it. A directory that is not empty keeps that reference for good. A name that is gone already is no error.
     */
    void withdraw(String name) {
        Dentry gone = find(name);
        if (gone == null || (gone.inode() instanceof Directory below && !below.isEmpty())) {
            return;
        }
        dropLinks(gone.inode());
        gone.inode().touchAttributes();
        touch();
        gone.release();
    }

    private void dropLinks(Inode gone) {
        if (gone instanceof Directory) {
            addLinks(-1);
            gone.addLinks(-1);
        }
        gone.addLinks(-1);
    }

    /** Removes an empty directory for a user: nothing can be made in it any more. */
    void removeDirectory(String name) {
        if (required(name).inode() instanceof Directory victim) {
            victim.removed = true;
        }
        remove(name);
    }

    /** Moves a name to a free name here or in another directory of the file system. */
    void move(String name, Directory to, String newName) {
        Dentry moved = required(name);
        if (moved.inode() instanceof Directory) {
            addLinks(-1);
            to.addLinks(1);
        }
        moved.hold();
        moved.detach(self);
        moved.attach(to.self, newName);
        to.keep(moved);
        moved.release();
        moved.inode().touchAttributes();
        touch();
        to.touch();
    }

    /** Takes a name off the list. */
    void forget(Dentry gone) {
        names.remove(gone);
        byName.computeIfPresent(gone.name(), (name, all) -> {
            all.remove(gone);
            return all.isEmpty() ? null : all;
        });
    }

    private Dentry required(String name) {
        Dentry found = find(name);
        if (found == null) {
            throw new IllegalArgumentException("no such name: " + name);
        }
        return found;
    }
}
