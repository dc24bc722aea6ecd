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

    /** Whether the mode of {@code inode} grants all of {@code wanted}. */
    boolean may(int wanted, Inode inode) {
        if (uid == 0) {
            return true;
        }
        int shift = 0;
        if (uid == inode.uid()) {
            shift = 6;
        } else if (gid == inode.gid()) {
            shift = 3;
        }
        return (inode.mode() >> shift & wanted) == wanted;
    }
}
