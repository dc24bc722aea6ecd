package dev.sevsim.kernel.fs;

import static dev.sevsim.abi.Errno.ENAMETOOLONG;
import static dev.sevsim.abi.Errno.ENOENT;

import dev.sevsim.kernel.core.ErrnoException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The last component of a path, in a directory that exists and can be searched.
 *
 * @param at the directory
 * @param name last component, empty when the path is the root; may be {@code .} or {@code ..}
 * @param slash whether the path ended in a slash
 */
record Lookup(Location at, String name, boolean slash) {
    private static final int LONGEST_NAME = 255;

    /** Whether the last component is a name that can be made or removed. */
    boolean isOrdinary() {
        return !name.isEmpty() && !name.equals(".") && !name.equals("..");
    }

    Directory directory() {
        return (Directory) at.inode();
    }

    /** What is there, not what is mounted on it; null when the name is free. ENAMETOOLONG, ENOENT. */
    @Nullable
    Dentry child() {
        Dentry found = directory().find(name);
        if (found != null) {
            return found;
        }
        at.callOperation("__lookup_hash");
        if (name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
            throw new ErrnoException(ENAMETOOLONG);
        }
        if (directory().operations().staysEmpty()) {
            throw new ErrnoException(ENOENT);
        }
        return null;
    }

    /** What is there; ENOENT. */
    Dentry existing() {
        Dentry found = child();
        if (found == null) {
            throw new ErrnoException(ENOENT);
        }
        return found;
    }
}
