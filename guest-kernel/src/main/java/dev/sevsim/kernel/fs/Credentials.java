package dev.sevsim.kernel.fs;

/**
 * Who makes a system call. User 0 overrides modes.
 *
 * @param uid user
 * @param gid group
 */
public record Credentials(int uid, int gid) {
    /** The superuser. */
    public static final Credentials ROOT = new Credentials(0, 0);

    /** Permission to read a file or list a directory. */
    static final int READ = 4;
    /** Permission to write a file or change a directory. */
    static final int WRITE = 2;
    /** Permission to execute a file or to look a name up in a directory. */
    static final int SEARCH = 1;

    private static final int ANY_EXECUTE = 0111;

    /** Whether the mode of {@code inode} grants all of {@code wanted}. */
    boolean may(int wanted, Inode inode) {
        if (isRoot()) {
            // The superuser reads and writes everything, but executes only what has an execute bit.
            return (wanted & SEARCH) == 0 || inode instanceof Directory || (inode.mode() & ANY_EXECUTE) != 0;
        }
        int shift = 0;
        if (uid == inode.uid()) {
            shift = 6;
        } else if (gid == inode.gid()) {
            shift = 3;
        }
        return (inode.mode() >> shift & wanted) == wanted;
    }

    boolean isRoot() {
        return uid == 0;
    }

    /** Whether attributes of {@code inode} are this user's to change. */
    boolean owns(Inode inode) {
        return isRoot() || uid == inode.uid();
    }

    /** Whether the group of a file that becomes {@code group}'s can stay set for execution. */
    boolean isIn(int group) {
        return isRoot() || gid == group;
    }

    /**
     * Whether a hard link to a file of another user is safe: a regular file without special bits that can be read and
     * written. Source: Linux {@code Documentation/admin-guide/sysctl/fs.rst}, protected_hardlinks.
     */
    boolean mayLink(Inode inode) {
        int special = FileStatus.SET_USER | FileStatus.SET_GROUP;
        return owns(inode) || (inode.isRegular() && (inode.mode() & special) == 0 && may(READ | WRITE, inode));
    }
}
