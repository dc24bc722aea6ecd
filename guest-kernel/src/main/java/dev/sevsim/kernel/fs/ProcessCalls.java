package dev.sevsim.kernel.fs;

import static dev.sevsim.abi.Errno.EACCES;
import static dev.sevsim.abi.Errno.ENOTDIR;

import dev.sevsim.kernel.core.ErrnoException;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** What all system calls of a process share: its user, its directory, and how an error becomes an answer. */
abstract class ProcessCalls {
    private static final int DEFAULT_UMASK = 022;

    private final MountNamespace namespace;
    private Credentials who;
    private Location directory;
    private int umask = DEFAULT_UMASK;

    ProcessCalls(MountNamespace namespace, Credentials who) {
        this.namespace = namespace;
        this.who = who;
        this.directory = namespace.root();
        directory.hold();
    }

    final MountNamespace namespace() {
        return namespace;
    }

    /** User and group of the process. */
    public final Credentials credentials() {
        return who;
    }

    /** {@code setresuid} and {@code setresgid}; the process has no other groups. */
    public final void becomeUser(Credentials user) {
        who = user;
    }

    /** {@code umask}: the permissions that new files do not get; answers the former. */
    public final int umask(int withheld) {
        int former = umask;
        umask = withheld & 0777;
        return former;
    }

    final int masked(int permissions) {
        return permissions & ~umask;
    }

    /** {@code chdir}. */
    public final int changeDirectory(String path) {
        return result(() -> {
            Location to = find(path);
            if (!(to.inode() instanceof Directory)) {
                throw new ErrnoException(ENOTDIR);
            }
            require(Credentials.SEARCH, to.inode());
            to.hold();
            directory.release();
            directory = to;
            return 0;
        });
    }

    /** {@code getcwd}: the absolute path of the working directory. */
    public final String workingDirectory() {
        return namespace.pathOf(directory);
    }

    final PathWalk walk() {
        return new PathWalk(namespace, who, directory);
    }

    final Location find(String path) {
        return walk().find(path, true);
    }

    final void require(int wanted, Inode inode) {
        if (!who.may(wanted, inode)) {
            throw new ErrnoException(EACCES);
        }
    }

    /** What a call returns: 0 or more, or the negative error number that ended it. */
    static int result(IntSupplier body) {
        try {
            return body.getAsInt();
        } catch (ErrnoException e) {
            return e.result();
        }
    }

    /** As {@link #result}, of a call that fills a structure. */
    static <T> Answer<T> answer(Supplier<T> body) {
        try {
            return Answer.of(body.get());
        } catch (ErrnoException e) {
            return Answer.failed(e.result());
        }
    }
}
