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
        Lookup found = resolve("/", target, Credentials.ROOT);
        if (found.errno() != 0) {
            return found.errno();
        }
        if (!(found.inode() instanceof Directory point)) {
            return found.inode() == null ? -ENOENT.code() : -ENOTDIR.code();
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

    Lookup resolve(String cwd, String path, Credentials who) {
        if (path.isEmpty()) {
            return Lookup.failed(-ENOENT.code());
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
            int errno = descend(trail, names.get(i), who);
            if (errno != 0) {
                return Lookup.failed(errno);
            }
        }
        return last(trail, names, path.endsWith("/"), who);
    }

    private int descend(Deque<Directory> trail, String name, Credentials who) {
        Directory here = trail.element();
        if (!who.may(Credentials.SEARCH, here)) {
            return -EACCES.code();
        }
        if (name.equals("..")) {
            if (trail.size() > 1) {
                trail.pop();
            }
            return 0;
        }
        if (name.equals(".")) {
            return 0;
        }
        Inode next = here.child(name).orElse(null);
        if (next == null) {
            return -ENOENT.code();
        }
        if (!(next instanceof Directory directory)) {
            return -ENOTDIR.code();
        }
        trail.push(crossed(directory));
        return 0;
    }

    private Lookup last(Deque<Directory> trail, List<String> names, boolean slash, Credentials who) {
        Directory parent = trail.element();
        if (names.isEmpty()) {
            return new Lookup(0, parent, "", parent, true);
        }
        String name = names.get(names.size() - 1);
        if (!who.may(Credentials.SEARCH, parent)) {
            return Lookup.failed(-EACCES.code());
        }
        if (name.equals(".") || name.equals("..")) {
            descend(trail, name, who);
            return new Lookup(0, parent, name, trail.element(), true);
        }
        Inode inode = parent.child(name).orElse(null);
        if (inode instanceof Directory directory) {
            inode = crossed(directory);
        } else if (inode != null && slash) {
            return Lookup.failed(-ENOTDIR.code());
        }
        return new Lookup(0, parent, name, inode, slash);
    }

    private Directory crossed(Directory directory) {
        Directory top = directory;
        for (Directory over = mountedOn.get(top); over != null; over = mountedOn.get(top)) {
            top = over;
        }
        return top;
    }
}
