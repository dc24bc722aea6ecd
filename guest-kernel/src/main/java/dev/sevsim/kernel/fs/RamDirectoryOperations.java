package dev.sevsim.kernel.fs;

import static dev.sevsim.abi.Errno.ENOTEMPTY;

/** A directory of the root file system. */
public final class RamDirectoryOperations implements DirectoryOperations {
    /** Ready to be shared: it holds nothing. */
    public RamDirectoryOperations() {}

    @Override
    public boolean removesNames() {
        return true;
    }

    @Override
    public int create(Directory directory, String name, int permissions) {
        return enter(directory, name, new RegularFile(directory.fileSystem(), permissions, new RamFile(new byte[0])));
    }

    @Override
    public int makeDirectory(Directory directory, String name, int permissions) {
        return enter(directory, name, new Directory(directory.fileSystem(), permissions, this));
    }

    @Override
    public int symbolicLink(Directory directory, String name, String target) {
        return enter(directory, name, new SymbolicLink(directory.fileSystem(), target));
    }

    @Override
    public int makePipe(Directory directory, String name, int permissions) {
        return enter(directory, name, RegularFile.pipe(directory.fileSystem(), permissions));
    }

    @Override
    public int link(Directory directory, String name, Inode existing) {
        existing.addLinks(1);
        existing.touchAttributes();
        return enter(directory, name, existing);
    }

    private static int enter(Directory directory, String name, Inode inode) {
        directory.enter(name, inode);
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
        directory.removeDirectory(name);
        return 0;
    }

    @Override
    public int rename(Directory from, String name, Directory to, String newName) {
        Inode replaced = to.child(newName).orElse(null);
        if (replaced instanceof Directory directory && !directory.isEmpty()) {
            return -ENOTEMPTY.code();
        }
        if (replaced instanceof Directory) {
            to.removeDirectory(newName);
        } else if (replaced != null) {
            to.remove(newName);
        }
        from.move(name, to, newName);
        return 0;
    }
}
