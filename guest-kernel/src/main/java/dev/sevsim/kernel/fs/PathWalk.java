package dev.sevsim.kernel.fs;

import static dev.sevsim.abi.Errno.EACCES;
import static dev.sevsim.abi.Errno.ELOOP;
import static dev.sevsim.abi.Errno.ENAMETOOLONG;
import static dev.sevsim.abi.Errno.ENOENT;
import static dev.sevsim.abi.Errno.ENOTDIR;

import dev.sevsim.kernel.core.ErrnoException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The walk along one path: ENOENT, ENOTDIR, EACCES, ELOOP or ENAMETOOLONG where it stops. */
final class PathWalk {
    /** Bytes of a path, without its NUL. */
    private static final int LONGEST_PATH = 4095;

    private static final int MOST_LINKS = 40;

    private final MountNamespace namespace;
    private final Credentials who;
    private Location here;
    private int links;

    /** Relative paths start at {@code base}. */
    PathWalk(MountNamespace namespace, Credentials who, Location base) {
        this.namespace = namespace;
        this.who = who;
        this.here = base;
    }

    /** Walks to the directory of the last component. */
    Lookup toLast(String path) {
        if (path.isEmpty()) {
            throw new ErrnoException(ENOENT);
        }
        if (path.getBytes(StandardCharsets.UTF_8).length > LONGEST_PATH) {
            throw new ErrnoException(ENAMETOOLONG);
        }
        return walk(path);
    }

    /** Walks to what is there; {@code follow} goes through a symbolic link in the last place, and so does a slash. */
    Location find(String path, boolean follow) {
        return last(toLast(path), follow);
    }

    /** What the last component leads to. */
    Location last(Lookup lookup, boolean follow) {
        if (!lookup.isOrdinary()) {
            return lookup.name().equals("..") ? namespace.above(lookup.at()) : lookup.at();
        }
        Location found = namespace.crossed(new Location(lookup.at().mount(), lookup.existing()));
        if (found.inode() instanceof SymbolicLink link && (follow || lookup.slash())) {
            found = last(target(lookup, link), true);
        }
        if (lookup.slash() && !(found.inode() instanceof Directory)) {
            throw new ErrnoException(ENOTDIR);
        }
        return found;
    }

    /** The last component of where the symbolic links lead that {@code lookup} finds; itself when it finds none. */
    Lookup throughLinks(Lookup lookup) {
        if (lookup.isOrdinary()) {
            Dentry found = lookup.child();
            if (found != null && found.inode() instanceof SymbolicLink link) {
                return throughLinks(target(lookup, link));
            }
        }
        return lookup;
    }

    private Lookup target(Lookup from, SymbolicLink link) {
        links++;
        if (links > MOST_LINKS) {
            throw new ErrnoException(ELOOP);
        }
        here = from.at();
        return walk(link.target());
    }

    private Lookup walk(String path) {
        if (path.startsWith("/")) {
            here = namespace.root();
        }
        List<String> names = new ArrayList<>();
        for (String name : path.split("/", -1)) {
            if (!name.isEmpty()) {
                names.add(name);
            }
        }
        for (int i = 0; i + 1 < names.size(); i++) {
            requireSearch();
            here = last(new Lookup(here, names.get(i), true), true);
        }
        if (names.isEmpty()) {
            return new Lookup(here, "", true);
        }
        requireSearch();
        return new Lookup(here, names.get(names.size() - 1), path.endsWith("/"));
    }

    private void requireSearch() {
        if (!(here.inode() instanceof Directory)) {
            throw new ErrnoException(ENOTDIR);
        }
        if (!who.may(Credentials.SEARCH, here.inode())) {
            throw new ErrnoException(EACCES);
        }
    }
}
