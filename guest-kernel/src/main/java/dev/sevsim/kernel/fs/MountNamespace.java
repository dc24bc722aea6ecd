package dev.sevsim.kernel.fs;

import static dev.sevsim.abi.Errno.EACCES;
import static dev.sevsim.abi.Errno.EBUSY;
import static dev.sevsim.abi.Errno.ENOENT;
import static dev.sevsim.abi.Errno.ENOTDIR;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;

/** The tree that processes see: a root file system and what is mounted in it. There are no symbolic links. */
public final class MountNamespace {
    private final FileSystem rootFileSystem;
    private final List<Mount> mounts = new ArrayList<>();
    private final IdentityHashMap<Directory, Directory> mountedOn = new IdentityHashMap<>();

    /** Only the root file system. */
    public MountNamespace(FileSystem rootFileSystem) {
        this.rootFileSystem = rootFileSystem;
        mounts.add(new Mount(rootFileSystem.type(), "/", rootFileSystem, "rw"));
    }

    /** In the order they were mounted. */
    public List<Mount> mounts() {
        return List.copyOf(mounts);
    }

    /** Mounts on an existing directory: 0 or a negative errno. */
    public int mount(String source, String target, FileSystem fileSystem, String options) {
        Directory point;
        try {
            point = resolve("/", target, Credentials.ROOT).directory();
        } catch (ErrnoException e) {
            return e.result();
        }
        if (point == fileSystem.root()) {
            return -EBUSY.code();
        }
        mountedOn.put(point, fileSystem.root());
        mounts.add(new Mount(source, target, fileSystem, options));
        return 0;
    }

    boolean isMountPoint(Directory directory) {
        return mountedOn.containsKey(directory);
    }

    /** Walks a path; ENOENT, ENOTDIR or EACCES of a directory on the way. */
    Lookup resolve(String cwd, String path, Credentials who) throws ErrnoException {
        if (path.isEmpty()) {
            throw new ErrnoException(ENOENT);
        }
        String absolute = path.startsWith("/") ? path : cwd + "/" + path;
        List<String> names = new ArrayList<>();
        for (String name : absolute.split("/", -1)) {
            if (!name.isEmpty()) {
                names.add(name);
            }
        }
        Deque<Directory> trail = new ArrayDeque<>();
        trail.push(crossed(rootFileSystem.root()));
        for (int i = 0; i + 1 < names.size(); i++) {
            descend(trail, names.get(i), who);
        }
        return last(trail, names, path.endsWith("/"), who);
    }

    private void descend(Deque<Directory> trail, String name, Credentials who) throws ErrnoException {
        Directory here = trail.element();
        requireSearch(here, who);
        if (name.equals("..")) {
            if (trail.size() > 1) {
                trail.pop();
            }
        } else if (!name.equals(".")) {
            Inode next = here.child(name).orElseThrow(() -> new ErrnoException(ENOENT));
            if (!(next instanceof Directory directory)) {
                throw new ErrnoException(ENOTDIR);
            }
            trail.push(crossed(directory));
        }
    }

    private static void requireSearch(Directory directory, Credentials who) throws ErrnoException {
        if (!who.may(Credentials.SEARCH, directory)) {
            throw new ErrnoException(EACCES);
        }
    }

    private Lookup last(Deque<Directory> trail, List<String> names, boolean slash, Credentials who)
            throws ErrnoException {
        Directory parent = trail.element();
        if (names.isEmpty()) {
            return new Lookup(parent, "", parent, true);
        }
        String name = names.get(names.size() - 1);
        requireSearch(parent, who);
        if (name.equals(".") || name.equals("..")) {
            descend(trail, name, who);
            return new Lookup(parent, name, trail.element(), true);
        }
        Inode inode = parent.child(name).orElse(null);
        if (inode instanceof Directory directory) {
            inode = crossed(directory);
        } else if (inode != null && slash) {
            throw new ErrnoException(ENOTDIR);
        }
        return new Lookup(parent, name, inode, slash);
    }

    private Directory crossed(Directory directory) {
        Directory top = directory;
        for (Directory over = mountedOn.get(top); over != null; over = mountedOn.get(top)) {
            top = over;
        }
        return top;
    }
}
