package dev.sevsim.kernel.fs;

import static dev.sevsim.abi.Errno.EINVAL;
import static dev.sevsim.abi.Errno.ENOTEMPTY;

/** A directory of the root file system: everything but links. */
public final class RamDirectoryOperations implements DirectoryOperations {
    /** Ready to be shared: it holds nothing. */
    public RamDirectoryOperations() {}

    @Override
    public int create(Directory directory, String name, int permissions) {
        directory.enter(name, new RegularFile(directory.fileSystem(), permissions, new RamFile(new byte[0])));
        directory.touch();
        return 0;
    }

    @Override
    public int makeDirectory(Directory directory, String name, int permissions) {
        directory.enter(name, new Directory(directory.fileSystem(), permissions, this));
        directory.touch();
        return 0;
    }

    @Override
    public int unlink(Directory directory, String name, Inode victim) {
        directory.remove(name);
        return 0;
    }

    @Override
    public int removeDirectory(Directory directory, String name, Directory victim) {
        if (!victim.isEmpty()) {
            return -ENOTEMPTY.code();
        }
        directory.remove(name);
        return 0;
    }

    @Override
    public int rename(Directory from, String name, Directory to, String newName) {
        Inode moved = from.child(name).orElseThrow();
        if (moved instanceof Directory directory && holds(directory, to)) {
            return -EINVAL.code();
        }
        Inode replaced = to.child(newName).orElse(null);
        if (replaced instanceof Directory directory && !directory.isEmpty()) {
            return -ENOTEMPTY.code();
        }
        if (replaced != null) {
            to.remove(newName);
        }
        from.move(name, to, newName);
        return 0;
    }

    private static boolean holds(Directory directory, Directory other) {
        return directory == other
                || directory.entries().values().stream()
                        .anyMatch(each -> each instanceof Directory below && holds(below, other));
    }
}
