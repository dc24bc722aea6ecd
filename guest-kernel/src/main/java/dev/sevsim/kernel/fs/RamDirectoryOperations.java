package dev.sevsim.kernel.fs;

import static dev.sevsim.abi.Errno.ENOTEMPTY;

import dev.sevsim.kernel.core.ErrnoException;

/** A directory of the root file system. */
public final class RamDirectoryOperations implements DirectoryOperations {
    /** Ready to be shared: it holds nothing. */
    public RamDirectoryOperations() {}

    @Override
    public boolean removesNames() {
        return true;
    }

    @Override
    public void create(Directory directory, String name, int permissions) {
        enter(directory, name, new RegularFile(directory.fileSystem(), permissions, new RamFile(new byte[0])));
    }

    @Override
    public void makeDirectory(Directory directory, String name, int permissions) {
        enter(directory, name, new Directory(directory.fileSystem(), permissions, this));
    }

    @Override
    public void symbolicLink(Directory directory, String name, String target) {
        enter(directory, name, new SymbolicLink(directory.fileSystem(), target));
    }

    @Override
    public void makePipe(Directory directory, String name, int permissions) {
        enter(directory, name, RegularFile.pipe(directory.fileSystem(), permissions));
    }

    @Override
    public void link(Directory directory, String name, Inode existing) {
        existing.addLinks(1);
        existing.touchAttributes();
        enter(directory, name, existing);
    }

    private static void enter(Directory directory, String name, Inode inode) {
        directory.enter(name, inode);
        directory.touch();
    }

    @Override
    public void unlink(Directory directory, String name, Inode victim) {
        directory.remove(name);
    }

    @Override
    public void removeDirectory(Directory directory, String name, Directory victim) {
        if (!victim.isEmpty()) {
            throw new ErrnoException(ENOTEMPTY);
        }
        directory.removeDirectory(name);
    }

    @Override
    public void rename(Directory from, String name, Directory to, String newName) {
        Inode replaced = to.child(newName).orElse(null);
        if (replaced instanceof Directory directory && !directory.isEmpty()) {
            throw new ErrnoException(ENOTEMPTY);
        }
        if (replaced instanceof Directory) {
            to.removeDirectory(newName);
        } else if (replaced != null) {
            to.remove(newName);
        }
        from.move(name, to, newName);
    }
}
