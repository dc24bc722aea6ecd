package dev.sevsim.kernel.fs;

/**
 * A place in the tree that processes see.
 *
 * @param mount through which it is reached
 * @param dentry the name in the mounted file system
 */
record Location(Mount mount, Dentry dentry) {
    Inode inode() {
        return dentry.inode();
    }

    /** Keeps the name and the mount in place. */
    void hold() {
        mount.hold();
        dentry.hold();
    }

    void release() {
        dentry.release();
        mount.release();
    }

    /**
     * {@code function} of the kernel calls an operation of the inode, which a module can have replaced for a directory
     * only. Where the module is gone the process ends there, and what it held stays held.
     */
    void callOperation(String function) {
        if (inode() instanceof Directory) {
            callFileOperation(function);
        }
    }

    /** As {@link #callOperation}, for an operation of an open file. */
    void callFileOperation(String function) {
        if (inode().hasLostOperations()) {
            hold();
        }
        inode().callOperation(function);
    }

    boolean isSame(Location other) {
        return mount == other.mount && dentry == other.dentry;
    }
}
