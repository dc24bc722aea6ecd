package dev.sevsim.kernel.fs;

import org.jspecify.annotations.Nullable;

/**
 * Where a path leads.
 *
 * @param errno 0, or the negative errno that ended the walk
 * @param parent directory of the last component; null after an error
 * @param name last component, empty when the path is the root; may be {@code .} or {@code ..}
 * @param inode what is there; null when the last name does not exist
 * @param wantsDirectory whether the path ended in a slash
 */
record Lookup(
        int errno,
        @Nullable Directory parent,
        String name,
        @Nullable Inode inode,
        boolean wantsDirectory) {
    static Lookup failed(int errno) {
        return new Lookup(errno, null, "", null, false);
    }

    /** Whether the last component is a name that can be made or removed. */
    boolean isOrdinaryName() {
        return !name.isEmpty() && !name.equals(".") && !name.equals("..");
    }
}
