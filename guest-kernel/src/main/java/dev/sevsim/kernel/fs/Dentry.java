package dev.sevsim.kernel.fs;

import org.jspecify.annotations.Nullable;

/**
 * A name of an inode at one place of the tree.
 *
 * <p>It lasts while something refers to it: the file system that made it, names below it, open files, working
 * directories and mounts. A file system can withdraw its own reference and leave the name visible, which is how an
 * entry of securityfs outlives its module. Source: docs/reference/guest-kernel.md section 6.3.
 */
final class Dentry {
    private final Inode inode;
    private @Nullable Dentry parent;
    private String name = "";
    private boolean visible = true;
    private int references = 1;

    /** A name that is not yet in a directory, or the root of a file system. */
    Dentry(Inode inode) {
        this.inode = inode;
    }

    Inode inode() {
        return inode;
    }

    String name() {
        return name;
    }

    /** The directory's own name above this one; null for the root of a file system. */
    @Nullable
    Dentry parent() {
        return parent;
    }

    /** Whether a lookup finds it. */
    boolean isVisible() {
        return visible;
    }

    void attach(Dentry above, String newName) {
        above.hold();
        parent = above;
        name = newName;
    }

    void hold() {
        references++;
    }

    /** Drops one reference; the last one takes the name out of its directory. */
    void release() {
        references--;
        Dentry above = parent;
        if (references == 0 && above != null) {
            visible = false;
            detach(above);
        }
    }

    /** Takes the name out of its directory, which may go with it. */
    void detach(Dentry above) {
        ((Directory) above.inode()).forget(this);
        parent = null;
        above.release();
    }

    /** Hides the name and drops the file system's reference. */
    void discard() {
        visible = false;
        release();
    }

    /** Whether {@code other} is this name or below it. */
    boolean holds(Dentry other) {
        for (Dentry at = other; at != null; at = at.parent()) {
            if (at == this) {
                return true;
            }
        }
        return false;
    }
}
